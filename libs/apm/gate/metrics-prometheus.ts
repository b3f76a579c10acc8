import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { startPrometheus, type PrometheusServer } from '@unite/stack';

import { createMetrics, type MetricsPipeline } from '../src/metrics/index.ts';

/** An address where a pipeline can be scraped. */
export interface ScrapeTarget extends AsyncDisposable {
  readonly url: string;
  /** The formats that were asked for. */
  readonly contentTypes: readonly string[];
}

/** Serves `pipeline` on loopback; `tamper` is what a broken writer makes of the text. */
export async function serveMetrics(
  pipeline: MetricsPipeline,
  tamper: (body: string) => string = (body) => body,
): Promise<ScrapeTarget> {
  const contentTypes: string[] = [];
  const server = createServer((request, response) => {
    void pipeline.scrape(request.headers.accept).then(({ contentType, body }) => {
      contentTypes.push(contentType);
      response.writeHead(200, { 'content-type': contentType }).end(tamper(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    url: `http://127.0.0.1:${port}/metrics`,
    contentTypes,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Starts the real Prometheus for `url`, job `gate`. */
export async function prometheusFor(url: string): Promise<PrometheusServer> {
  const server = await startPrometheus({
    targets: [{ job: 'gate', url }],
    scrapeIntervalMs: 1000,
  });
  if (server.missing !== null) throw new Error(`no Prometheus: ${JSON.stringify(server.missing)}`);
  return server;
}

/** What Prometheus told and what was measured. */
export interface PrometheusResult {
  /** Samples and exemplars that are missing, too many, or not the number that was recorded. */
  readonly differences: number;
  readonly samples: number;
  readonly exemplars: number;
  readonly contentTypes: readonly string[];
}

const bounds = [0.25, 0.5, 1, 2, 4, 8, 16, 32];
const texts = [
  '/contacts/:id',
  'quote " and \\ backslash',
  'line\nbreak',
  'größe ✓ 𝄞',
  '{a="b"} # EOF',
];

/** Everything that is recorded, by the name and labels that it has in Prometheus. */
function record(pipeline: MetricsPipeline, series: number) {
  const meter = pipeline.meterProvider.getMeter('gate');
  const samples = new Map<string, number>();
  const exemplars = new Map<string, string>();
  const counter = meter.createCounter('gate.orders', {
    unit: 'By',
    description: 'Orders "x" \\ \n',
  });
  const gauge = meter.createGauge('gate.level', { unit: 'Cel' });
  const advice = { explicitBucketBoundaries: bounds };
  const fixed = meter.createHistogram('gate.wait', { unit: 's', advice });
  const exponential = meter.createHistogram('gate.exponential', { unit: 's' });
  for (let n = 0; n < series; n += 1) {
    const labels = { text: texts[n % texts.length] ?? '', shard: `s${n.toString(36)}` };
    const expect = (name: string, value: number, more: Record<string, string> = {}) =>
      samples.set(seriesId(name, { ...labels, ...more }), value);
    const traceId = n.toString(16).padStart(32, 'f');
    const span = { traceId, spanId: 'b'.repeat(16), traceFlags: n % 2 };
    const context = trace.setSpanContext(ROOT_CONTEXT, span);

    counter.add(n * 1.5, labels, context);
    counter.add(2 ** 40, labels, ROOT_CONTEXT);
    expect('gate_orders_bytes_total', n * 1.5 + 2 ** 40);
    if (n % 2 === 1) exemplars.set(seriesId('gate_orders_bytes_total', labels), traceId);

    const level = (Math.sin(n) + 1.1) * 10 ** ((n % 600) - 300);
    gauge.record(level, labels);
    expect('gate_level_celsius', level);

    // Sums of quarters are exact in any order.
    const values = [0.25, n / 4, 40];
    for (const value of values) fixed.record(value, labels, context);
    for (const bound of [...bounds, Infinity]) {
      const count = values.filter((value) => value <= bound).length;
      expect('gate_wait_seconds_bucket', count, { le: leOf(bound) });
    }
    expect('gate_wait_seconds_count', values.length);
    expect(
      'gate_wait_seconds_sum',
      values.reduce((sum, value) => sum + value, 0),
    );

    exponential.record(1, labels);
    exponential.record(3, labels);
    for (const bound of [0, Math.SQRT1_2, 1, Math.SQRT2, 2, 2 * Math.SQRT2, 4, Infinity]) {
      const count = [1, 3].filter((value) => value <= bound).length;
      expect('gate_exponential_seconds_bucket', count, { le: leOf(bound) });
    }
    expect('gate_exponential_seconds_count', 2);
    expect('gate_exponential_seconds_sum', 4);
  }
  return { samples, exemplars };
}

const leOf = (bound: number): string => {
  if (bound === Infinity) return '+Inf';
  return Number.isInteger(bound) ? `${bound}.0` : String(bound);
};

const seriesId = (name: string, labels: Readonly<Record<string, string>>): string =>
  JSON.stringify([name, ...Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);

const ownLabels = new Set(['__name__', 'job', 'instance']);
const idOf = (labels: Readonly<Record<string, string>>): string =>
  seriesId(
    labels['__name__'] ?? '',
    Object.fromEntries(Object.entries(labels).filter(([name]) => !ownLabels.has(name))),
  );

/**
 * Records `series` series of every kind, lets the real Prometheus scrape them, and compares everything that
 * it has stored with what was recorded.
 */
export async function measurePrometheus(
  series: number,
  tamper?: (body: string) => string,
): Promise<PrometheusResult> {
  const pipeline = createMetrics({
    resource: { 'service.name': 'gate' },
    maxValuesPerAttribute: series,
    exponentialHistograms: ['gate.exponential'],
  });
  const expected = record(pipeline, series);
  await using target = await serveMetrics(pipeline, tamper);
  await using prometheus = await prometheusFor(target.url);
  await prometheus.nextScrape();
  const got = await prometheus.query('{job="gate",__name__=~"gate_.*",__name__!~".*_created"}');
  const exemplars = await prometheus.exemplars('gate_orders_bytes_total');
  return {
    differences:
      unlike(
        expected.samples,
        new Map(
          got.map(({ labels, value }) => [idOf(labels), Number(value.replace('Inf', 'Infinity'))]),
        ),
      ) +
      unlike(
        expected.exemplars,
        new Map(exemplars.map((each) => [idOf(each.seriesLabels), each.labels['trace_id'] ?? ''])),
      ),
    samples: got.length,
    exemplars: exemplars.length,
    contentTypes: [...new Set(target.contentTypes)],
  };
}

function unlike<V>(expected: ReadonlyMap<string, V>, got: ReadonlyMap<string, V>): number {
  const ids = new Set([...expected.keys(), ...got.keys()]);
  return [...ids].filter((id) => !Object.is(expected.get(id), got.get(id))).length;
}
