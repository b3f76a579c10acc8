import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import * as fc from 'fast-check';

import { createManualClock } from '../../../gate/metrics-manual-clock.ts';
import { parseOpenMetrics } from '../../../gate/metrics-openmetrics.ts';
import { createMetrics } from '../metrics-pipeline.ts';

const openMetrics = 'application/openmetrics-text';

function pipeline() {
  const made = createMetrics({
    resource: { 'service.name': 'api', 'service.version': '1.2.3' },
    exponentialHistograms: ['exponential.*'],
    clock: createManualClock(1_700_000_000_250),
  });
  return { ...made, meter: made.meterProvider.getMeter('test') };
}

const read = async (from: ReturnType<typeof pipeline>) =>
  new Map(parseOpenMetrics((await from.scrape(openMetrics)).body).map((each) => [each.name, each]));

/** The text without what differs from run to run. */
const lines = (body: string, family: string) =>
  body
    .replace(/(_created\S*) [\d.]+/g, '$1 <time>')
    .split('\n')
    .filter((line) => line.includes(family));

const inTrace = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  traceFlags: 1,
});

describe('OpenMetrics text', () => {
  it('of a counter has its total, its time of creation and its exemplar', async () => {
    const { meter, scrape } = pipeline();
    const counter = meter.createCounter('sent', {
      unit: 'By',
      description: 'Bytes "sent" \\ to\nall',
    });
    counter.add(3, { route: '/a"b\\c\nd' }, inTrace);
    expect(lines((await scrape(openMetrics)).body, 'sent_bytes')).toEqual([
      '# TYPE sent_bytes counter',
      '# UNIT sent_bytes bytes',
      String.raw`# HELP sent_bytes Bytes \"sent\" \\ to\nall`,
      String.raw`sent_bytes_total{route="/a\"b\\c\nd"} 3 # {trace_id="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",span_id="bbbbbbbbbbbbbbbb"} 3 1700000000.25`,
      String.raw`sent_bytes_created{route="/a\"b\\c\nd"} <time>`,
    ]);
  });

  it('of a histogram has an exemplar in the bucket of its value', async () => {
    const { meter, scrape } = pipeline();
    const advice = { explicitBucketBoundaries: [0.5, 1] };
    const histogram = meter.createHistogram('wait', { unit: 's', advice });
    histogram.record(0.5, { ok: true }, inTrace);
    histogram.record(4, { ok: true });
    expect(lines((await scrape(openMetrics)).body, 'wait_seconds')).toEqual([
      '# TYPE wait_seconds histogram',
      '# UNIT wait_seconds seconds',
      'wait_seconds_bucket{ok="true",le="0.5"} 1 # {trace_id="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",span_id="bbbbbbbbbbbbbbbb"} 0.5 1700000000.25',
      'wait_seconds_bucket{ok="true",le="1.0"} 1',
      'wait_seconds_bucket{ok="true",le="+Inf"} 2',
      'wait_seconds_count{ok="true"} 2',
      'wait_seconds_sum{ok="true"} 4.5',
      'wait_seconds_created{ok="true"} <time>',
    ]);
  });

  it('tells what is measured, and where it ends', async () => {
    const { body, contentType } = await pipeline().scrape(openMetrics);
    expect(contentType).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(lines(body, 'target_info')).toEqual([
      'target_info{service_name="api",service_version="1.2.3"} 1',
    ]);
    expect(body.endsWith('\n# EOF\n')).toBe(true);
  });

  it('of a sum that grew beyond all numbers is infinite, as it is', async () => {
    const from = pipeline();
    const counter = from.meter.createCounter('huge');
    counter.add(Number.MAX_VALUE);
    counter.add(Number.MAX_VALUE);
    expect((await read(from)).get('huge')?.samples[0]?.value).toBe(Infinity);
  });

  it('reads back as what was measured, whatever it was', async () => {
    // Letters only: what is like an id, and what is no name, is replaced, which other specs are about.
    const label = fc
      .stringMatching(/^[a-z]{1,8}$/)
      .filter((name) => name !== 'le' && name !== 'quantile');
    const value = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
    const attributes = fc.dictionary(
      label,
      value.filter((text) => !/[\d@]/.test(text)),
      { maxKeys: 3 },
    );
    const measured = fc.record({
      attributes,
      value: fc.double({ noNaN: true, noDefaultInfinity: true }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(measured, { maxLength: 20 }), async (all) => {
        const from = pipeline();
        const gauge = from.meter.createGauge('level');
        const expected = new Map<string, number>();
        for (const each of all) {
          gauge.record(each.value, each.attributes);
          const key = Object.entries(each.attributes).map(([name, text]) => [
            name,
            text.toWellFormed(),
          ]);
          // -0 and 0 are one number in the text.
          expected.set(JSON.stringify(key.sort()), each.value + 0);
        }
        const { samples = [] } = (await read(from)).get('level') ?? {};
        const got = new Map(
          samples.map(({ labels, value: number }) => [
            JSON.stringify([...labels].sort()),
            number + 0,
          ]),
        );
        expect(got).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('has as many values in the buckets of any histogram as were recorded', async () => {
    // Below 2^-1022 the SDK rounds up to it.
    const one = fc.oneof(fc.constant(0), fc.double({ min: 2 ** -1022, max: 1e9, noNaN: true }));
    const values = fc.array(one, { maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(values, async (all) => {
        const from = pipeline();
        const fixed = from.meter.createHistogram('fixed');
        const exponential = from.meter.createHistogram('exponential.one');
        for (const each of all) {
          fixed.record(each);
          exponential.record(each, {}, inTrace);
        }
        const families = await read(from);
        for (const family of ['fixed', 'exponential_one']) {
          const samples = families.get(family)?.samples ?? [];
          for (const { name, labels, value } of samples)
            if (name.endsWith('_bucket')) {
              const le = Number(labels.get('le')?.replace('+Inf', 'Infinity'));
              const within = all.filter((each) => each <= le).length;
              // The SDK's logarithm may put a value that is a bound, or next to it, into the next bucket.
              const near = all.filter((each) => Math.abs(each - le) <= le * 1e-12).length;
              expect(Math.abs(value - within)).toBeLessThanOrEqual(family === 'fixed' ? 0 : near);
            }
          expect(samples.find(({ name }) => name.endsWith('_count'))?.value ?? 0).toBe(all.length);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('Prometheus text 0.0.4', () => {
  it('has the same samples under the names of that format', async () => {
    const { meter, scrape } = pipeline();
    meter
      .createCounter('sent', { unit: 'By', description: 'Bytes "sent" \\ to\nall' })
      .add(3, {}, inTrace);
    const { body, contentType } = await scrape('text/plain');
    expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(lines(body, 'sent_bytes').slice(-3)).toEqual([
      String.raw`# HELP sent_bytes_total Bytes "sent" \\ to\nall`,
      '# TYPE sent_bytes_total counter',
      'sent_bytes_total 3',
    ]);
    expect(body).not.toContain('_created');
    expect(body).not.toContain('EOF');
  });
});
