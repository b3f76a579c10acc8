import { parseOpenMetrics } from '../../../gate/metrics-openmetrics.ts';
import { createManualClock } from '../../../gate/metrics-manual-clock.ts';
import {
  createMetrics,
  datadogAgentConfig,
  datadogDashboard,
  declareMetrics,
  grafanaDashboard,
} from '../index.ts';

const appMetrics = declareMetrics({
  imported: {
    type: 'counter',
    name: 'unite.contacts.imported',
    unit: '{contact}',
    description: 'Contacts that were imported',
    attributes: { 'import.source': ['google', 'csv'] },
  },
  open: {
    type: 'updowncounter',
    name: 'unite.imports.open',
    unit: '{import}',
    description: 'Imports that are under way',
  },
  fill: {
    type: 'gauge',
    name: 'unite.pool.fill',
    unit: '1',
    description: 'Used share of the pool',
  },
  duration: {
    type: 'histogram',
    name: 'unite.import.duration',
    unit: 's',
    description: 'Time from upload to the last contact',
    buckets: [0.1, 1, 10],
  },
});

/** Everything that the writers write when each metric was used once. */
async function written() {
  const lines: string[] = [];
  const clock = createManualClock();
  const pipeline = createMetrics({
    resource: { 'service.name': 'api', 'deployment.environment.name': 'test' },
    clock,
    dogstatsd: {
      host: '127.0.0.1',
      sender: {
        send: (type, name, _, tags) => lines.push(`${name}|${type}|${tags.join()}`),
        flush: async () => undefined,
        close: async () => undefined,
      },
    },
  });
  const metrics = appMetrics.instruments(pipeline.meterProvider.getMeter('app'));
  metrics.imported.add(1, { 'import.source': 'csv' });
  metrics.open.add(1);
  metrics.fill.record(0.5);
  metrics.duration.record(1);
  await pipeline.flush();
  const { body } = await pipeline.scrape('application/openmetrics-text');
  return { families: parseOpenMetrics(body), lines };
}

/** All texts below `key` in a document. */
function textsOf(document: unknown, key: string): string[] {
  if (Array.isArray(document)) return document.flatMap((each) => textsOf(each, key));
  if (typeof document !== 'object' || document === null) return [];
  return Object.entries(document).flatMap(([name, value]) =>
    name === key && typeof value === 'string' ? [value] : textsOf(value, key),
  );
}

describe('the dashboard for Grafana', () => {
  const queries = textsOf(grafanaDashboard(appMetrics, { title: 'Imports' }), 'expr');

  it('asks for samples and labels that are written', async () => {
    const { families } = await written();
    const samples = families.flatMap((family) => family.samples);
    for (const query of queries) {
      const [, name] = /(\w+)\{job=~"\$job"\}/.exec(query) ?? [];
      const labels = /by \(([\w, ]+)\)/.exec(query)?.[1]?.split(', ') ?? [];
      const sample = samples.find((each) => each.name === name);
      expect([query, sample?.name]).toEqual([query, name]);
      for (const label of labels) expect([...(sample?.labels.keys() ?? [])]).toContain(label);
    }
    expect(samples.map(({ name }) => name)).toContain('target_info');
  });

  it('shows rates, values and percentiles', () => {
    expect(queries).toEqual([
      'sum by (import_source) (rate(unite_contacts_imported_total{job=~"$job"}[$__rate_interval]))',
      'sum (unite_imports_open{job=~"$job"})',
      'avg (unite_pool_fill_ratio{job=~"$job"})',
      ...[0.5, 0.95, 0.99].map(
        (quantile) =>
          `histogram_quantile(${quantile}, sum by (le) (rate(unite_import_duration_seconds_bucket{job=~"$job"}[$__rate_interval])))`,
      ),
    ]);
  });
});

describe('the dashboard for Datadog', () => {
  it('asks for metrics and tags that are sent by DogStatsD', async () => {
    const { lines } = await written();
    const dashboard = datadogDashboard(appMetrics, { title: 'Imports', via: 'dogstatsd' });
    const queries = textsOf(dashboard, 'query');
    expect(queries).toEqual([
      'sum:unite.contacts.imported{$env,$service} by {import.source}.as_count()',
      'sum:unite.imports.open{$env,$service}',
      'avg:unite.pool.fill{$env,$service}',
      'p50:unite.import.duration{$env,$service}',
      'p95:unite.import.duration{$env,$service}',
      'p99:unite.import.duration{$env,$service}',
    ]);
    const types = { sum: ['c', 'g'], avg: ['g'], p50: ['d'], p95: ['d'], p99: ['d'] };
    for (const query of queries) {
      const [, how = '', name = '', tag] =
        /^(\w+):([\w.]+)\{[^}]*\}(?: by \{([\w.]+)\})?/.exec(query) ?? [];
      const line = lines.find((each) => each.startsWith(`${name}|`)) ?? '';
      const [, type, tags = ''] = line.split('|');
      expect(types[how as keyof typeof types]).toContain(type);
      expect(tags).toMatch(/service:api/);
      expect(tags).toMatch(/env:test/);
      if (tag !== undefined) expect(tags).toContain(`${tag}:`);
    }
  });

  it('asks for counters as the Agent calls them', () => {
    const dashboard = datadogDashboard(appMetrics, { title: 'Imports', via: 'openmetrics' });
    expect(textsOf(dashboard, 'query')[0]).toBe(
      'sum:unite.contacts.imported.count{$env,$service} by {import_source}.as_count()',
    );
  });
});

describe('the configuration of the Datadog Agent', () => {
  const config = datadogAgentConfig(appMetrics, { endpoint: 'http://%%host%%:9464/metrics' });

  it('takes every metric by the name of its family', async () => {
    const { families } = await written();
    const taken = [...config.matchAll(/^ {6}- (\w+): "([\w.]+)"$/gm)].map(([, family]) => family);
    expect(taken).toHaveLength(4);
    const names = families.map(({ name }) => name);
    for (const family of taken) expect(names).toContain(family);
  });

  it('is as the check reads it', () => {
    expect(config).toBe(`init_config:
instances:
  - openmetrics_endpoint: "http://%%host%%:9464/metrics"
    namespace: ""
    metrics:
      - unite_contacts_imported: "unite.contacts.imported"
      - unite_imports_open: "unite.imports.open"
      - unite_pool_fill_ratio: "unite.pool.fill"
      - unite_import_duration_seconds: "unite.import.duration"
    histogram_buckets_as_distributions: true
    max_returned_metrics: 20000
`);
  });
});
