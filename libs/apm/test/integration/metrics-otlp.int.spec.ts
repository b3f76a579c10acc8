import { once } from 'node:events';
import { spawn } from 'node:child_process';

import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { startOtlpReceiver, type OtlpReceiver } from '@unite/stack';

import { createMetrics } from '../../src/metrics/index.ts';

const traceId = 'a1'.repeat(16);
const spanId = 'b2'.repeat(8);
const inTrace = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1 });

let collector: OtlpReceiver;
beforeEach(async () => (collector = await startOtlpReceiver()));
afterEach(() => collector.close());

function exporting(options: { readonly timeoutMs?: number } = {}) {
  const pipeline = createMetrics({
    resource: { 'service.name': 'api' },
    exponentialHistograms: ['exponential'],
    otlp: { url: `${collector.url}/v1/metrics`, headers: { 'x-api-key': 'k' }, ...options },
  });
  return { ...pipeline, meter: pipeline.meterProvider.getMeter('test', '1.0') };
}

const pointsOf = (name: string) =>
  collector.received.filter((item) => item.kind !== 'span' && item.name === name);

describe('OTLP', () => {
  it('has every kind of metric, with exemplars', async () => {
    const { meter, shutdown } = exporting();
    meter.createCounter('counter', { unit: 'By' }).add(5, { ok: true, code: 200 }, inTrace);
    meter.createUpDownCounter('open').add(-2);
    meter.createGauge('gauge').record(0.5);
    const advice = { explicitBucketBoundaries: [1, 2] };
    meter.createHistogram('fixed', { advice }).record(1.5, {}, inTrace);
    meter.createHistogram('exponential').record(1.5, {}, inTrace);
    await shutdown();
    const exemplar = (value: number) => [{ value, traceId, spanId }];
    expect(pointsOf('counter')).toMatchObject([
      {
        kind: 'sum',
        value: 5,
        isMonotonic: true,
        temporality: 'cumulative',
        attributes: { ok: true, code: 200 },
        exemplars: exemplar(5),
      },
    ]);
    expect(pointsOf('open')).toMatchObject([{ kind: 'sum', value: -2, isMonotonic: false }]);
    expect(pointsOf('gauge')).toMatchObject([{ kind: 'gauge', value: 0.5 }]);
    expect(pointsOf('fixed')).toMatchObject([
      { kind: 'histogram', bounds: [1, 2], counts: [0, 1, 0], exemplars: exemplar(1.5) },
    ]);
    expect(pointsOf('exponential')).toMatchObject([
      { kind: 'exponentialHistogram', count: 1, sum: 1.5, exemplars: exemplar(1.5) },
    ]);
  });

  it('sends an exemplar once', async () => {
    const { meter, flush } = exporting();
    meter.createCounter('counter').add(5, {}, inTrace);
    await flush();
    await flush();
    const exemplars = pointsOf('counter').map((item) => 'exemplars' in item && item.exemplars);
    expect(exemplars).toMatchObject([[{ traceId }], []]);
  });

  it.each([
    [{ status: 503 }, 'retryable_status'],
    [{ status: 400 }, '400'],
    ['reset', 'ECONNRESET'],
    ['refuse', 'ECONNREFUSED'],
    ['hang', 'timeout'],
  ] as const)('counts a failure (%j), and the next export makes it good', async (fault, reason) => {
    const { meter, flush, stats, scrape } = exporting({ timeoutMs: 300 });
    const counter = meter.createCounter('counter');
    counter.add(1);
    await collector.fault(fault);
    await flush();
    await collector.fault('none');
    counter.add(2);
    await flush();
    expect(pointsOf('counter').at(-1)).toMatchObject({ value: 3 });
    expect(stats().failedExports).toBe(1);
    const { body } = await scrape();
    expect(body).toMatch(/unite_telemetry_export_failures_total\{output="otlp",reason="[\w]+"\} 1/);
    expect(/reason="(\w+)"/.exec(body)?.[1]).toBe(reason);
  });

  it('does not make anybody wait longer than the deadline', async () => {
    const { meter, flush } = exporting({ timeoutMs: 2000 });
    meter.createCounter('counter').add(1);
    await collector.fault('hang');
    await flush({ deadlineMs: 100 });
    await collector.fault('none');
  });

  it('keeps no process alive that has nothing else to do', async () => {
    const script = `
      const { createMetrics } = await import('@unite/apm/metrics');
      createMetrics({
        resource: { 'service.name': 'api' },
        otlp: { url: '${collector.url}/v1/metrics' },
        dogstatsd: { host: '127.0.0.1', port: 9 },
      }).meterProvider.getMeter('test').createCounter('counter').add(1);
    `;
    const args = ['--conditions=@unite/source', '--input-type=module', '--eval', script];
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
  }, 10_000);
});
