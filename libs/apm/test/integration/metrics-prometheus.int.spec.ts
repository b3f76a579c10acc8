import { promtool } from '@unite/stack';

import { measurePrometheus, prometheusFor, serveMetrics } from '../../gate/metrics-prometheus.ts';
import { createMetrics, declareMetrics, grafanaDashboard } from '../../src/metrics/index.ts';

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
  duration: {
    type: 'histogram',
    name: 'unite.import.duration',
    unit: 's',
    description: 'Time from upload to the last contact, "all" \\ of it',
    buckets: [0.1, 1, 10],
  },
});

function pipelineInUse() {
  const pipeline = createMetrics({ resource: { 'service.name': 'api' } });
  const metrics = appMetrics.instruments(pipeline.meterProvider.getMeter('app'));
  const use = () => {
    metrics.imported.add(3, { 'import.source': 'csv' });
    metrics.open.add(1);
    metrics.duration.record(0.5);
  };
  use();
  return { pipeline, use };
}

describe('the real Prometheus', () => {
  it('has every sample and exemplar as it was recorded', async () => {
    const { differences, contentTypes } = await measurePrometheus(60);
    expect(differences).toBe(0);
    expect(contentTypes).toEqual(['application/openmetrics-text; version=1.0.0; charset=utf-8']);
  }, 40_000);

  it('shows what a writer gets wrong', async () => {
    const rounding = (body: string) => body.replace(/ (\d+\.\d)\d+$/gm, ' $1');
    const { differences } = await measurePrometheus(60, rounding);
    expect(differences).toBeGreaterThan(10);
  }, 40_000);

  it('answers every query of the dashboard', async () => {
    const { pipeline, use } = pipelineInUse();
    await using target = await serveMetrics(pipeline);
    await using prometheus = await prometheusFor(target.url);
    for (let scrape = 0; scrape < 3; scrape += 1) {
      await prometheus.nextScrape();
      use();
    }
    await prometheus.nextScrape();
    const { panels } = grafanaDashboard(appMetrics, { title: 'Imports' }) as {
      panels: readonly { targets: readonly { expr: string }[] }[]; // as the function documents
    };
    for (const { expr } of panels.flatMap(({ targets }) => targets)) {
      const query = expr.replaceAll('$job', 'gate').replaceAll('$__rate_interval', '1m');
      const [sample] = await prometheus.query(query);
      expect([query, Number(sample?.value) > 0]).toEqual([query, true]);
    }
  }, 40_000);
});

describe('promtool', () => {
  const textOf = async (pipeline: ReturnType<typeof createMetrics>) =>
    (await pipeline.scrape('text/plain')).body;

  it('finds nothing wrong with the text format', async () => {
    const { pipeline } = pipelineInUse();
    await pipeline.scrape();
    expect(await promtool(['check', 'metrics'], { input: await textOf(pipeline) })).toBe('');
  });

  it('finds what is wrong', async () => {
    const { pipeline } = pipelineInUse();
    const input = (await textOf(pipeline)).replaceAll('_total', '');
    await expect(promtool(['check', 'metrics'], { input })).rejects.toThrow('_total');
  });
});
