import * as fc from 'fast-check';

import { createManualClock } from '../../../gate/metrics-manual-clock.ts';
import { createMetrics } from '../metrics-pipeline.ts';
import { createDeltaCounts } from './delta-counts.ts';
import { datadogName, datadogTag } from './names.ts';
import { packValues } from './pack-values.ts';

const intervalMs = 10_000;

function sending(options: { readonly maxBytes?: number; readonly exponential?: string } = {}) {
  const lines: string[] = [];
  const clock = createManualClock();
  const pipeline = createMetrics({
    resource: { 'service.name': 'API', 'deployment.environment.name': 'test' },
    exponentialHistograms: options.exponential === undefined ? [] : [options.exponential],
    clock,
    dogstatsd: {
      host: '127.0.0.1',
      ...(options.maxBytes !== undefined && { maxBytes: options.maxBytes }),
      sender: {
        send: (type, name, value, tags) => lines.push(`${name}:${value}|${type}|#${tags.join()}`),
        flush: async () => undefined,
        close: async () => undefined,
      },
    },
  });
  const of = (name: string) => lines.filter((line) => line.startsWith(`${name}:`));
  return { ...pipeline, clock, lines, of, meter: pipeline.meterProvider.getMeter('test') };
}

describe('what is sent to the Agent', () => {
  it('is the difference of a counter, and nothing where there is none', async () => {
    const { meter, clock, of } = sending();
    const orders = meter.createCounter('orders');
    orders.add(3, { route: '/A b' });
    await clock.advance(intervalMs);
    orders.add(4, { route: '/A b' });
    await clock.advance(intervalMs);
    await clock.advance(intervalMs);
    expect(of('orders')).toEqual([
      'orders:3|c|#service:api,env:test,route:/a_b',
      'orders:4|c|#service:api,env:test,route:/a_b',
    ]);
  });

  it('is the value of what goes up and down, every time', async () => {
    const { meter, clock, of } = sending();
    meter.createUpDownCounter('open').add(-2);
    meter.createObservableGauge('free').addCallback((result) => result.observe(0.1));
    await clock.advance(intervalMs);
    await clock.advance(intervalMs);
    expect(of('open')).toEqual(Array(2).fill('open:-2|g|#service:api,env:test'));
    expect(of('free')).toEqual(Array(2).fill('free:0.1|g|#service:api,env:test'));
  });

  it.each([[undefined], ['wait']])(
    'is each value of a histogram, packed (%s)',
    async (exponential) => {
      const { meter, clock, of } = sending(exponential === undefined ? {} : { exponential });
      const wait = meter.createHistogram('wait');
      for (const value of [0.25, 1e-7, 3]) wait.record(value);
      await clock.advance(intervalMs);
      await clock.advance(intervalMs);
      expect(of('wait')).toEqual(['wait:0.25:1e-7:3|d|#service:api,env:test']);
    },
  );

  it('does not wait for the interval when many values wait', () => {
    const { meter, lines } = sending();
    const wait = meter.createHistogram('wait');
    for (let n = 0; n < 300; n += 1) wait.record(n);
    expect(lines.flatMap((line) => line.split('|')[0]?.split(':').slice(1))).toHaveLength(256);
  });

  it('is no number that is none', async () => {
    const { meter, clock, of, stats } = sending();
    const huge = meter.createCounter('huge');
    huge.add(Number.MAX_VALUE);
    huge.add(Number.MAX_VALUE);
    meter.createHistogram('wait').record(NaN);
    await clock.advance(intervalMs);
    expect([...of('huge'), ...of('wait')]).toEqual([]);
    expect(stats()).toMatchObject({ failedExports: 1, refusedMeasurements: 1 });
    const [prometheus, dogstatsd, ...others] = stats().outputs;
    expect(prometheus).toEqual({ output: 'prometheus', exports: 0, sentBytes: 0, failed: {} });
    expect(Object.values(dogstatsd?.failed ?? {})).toEqual([1]);
    expect([dogstatsd?.output, others]).toEqual(['dogstatsd', []]);
  });

  it('fits into a datagram, or is counted as failed', async () => {
    const { meter, flush, of, lines, stats } = sending({ maxBytes: 300 });
    const wait = meter.createHistogram('wait');
    for (let n = 0; n < 100; n += 1) wait.record(n / 7, { route: '/a' });
    wait.record(1, { a: 'x'.repeat(180), b: 'y'.repeat(180) });
    await flush();
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(300);
    expect(of('wait').flatMap((line) => line.split('|')[0]?.split(':').slice(1))).toHaveLength(100);
    expect(stats().failedExports).toBe(1);
  });

  it('ends with what was measured before the end', async () => {
    const { meter, clock, shutdown, of } = sending();
    meter.createHistogram('wait').record(1);
    await shutdown();
    meter.createHistogram('wait').record(2);
    await clock.advance(intervalMs);
    expect(of('wait')).toEqual(['wait:1|d|#service:api,env:test']);
  });
});

describe('packed values', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });

  it('are the same numbers in the same order, in texts that are short enough', () => {
    fc.assert(
      fc.property(fc.array(number), fc.integer({ min: 25, max: 200 }), (values, maxBytes) => {
        const packs = packValues(values, maxBytes);
        for (const pack of packs) expect(pack.length).toBeLessThanOrEqual(maxBytes);
        // -0 and 0 are one number in the text.
        const read = packs.flatMap((pack) => pack.split(':').map(Number));
        expect(read).toEqual(values.map((value) => value + 0));
      }),
    );
  });
});

describe('the differences of a sum', () => {
  it('add up to it, whatever it went through', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 40 })), (increments) => {
        const counts = createDeltaCounts();
        let cumulative = 0;
        let received = 0;
        for (const increment of increments) {
          cumulative += increment;
          received += counts.take('a', cumulative);
        }
        expect(received).toBe(cumulative);
      }),
    );
  });

  it('stay within one rounding of it where numbers have fractions', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true })), (increments) => {
        const counts = createDeltaCounts();
        let cumulative = 0;
        let received = 0;
        for (const increment of increments) {
          cumulative += increment;
          received += counts.take('a', cumulative);
        }
        expect(Math.abs(received - cumulative)).toBeLessThanOrEqual(cumulative * Number.EPSILON);
      }),
    );
  });
});

describe('a name', () => {
  it.each([
    ['http.server.request-duration', 'http.server.request_duration'],
    ['größe/menge', 'gr_e_menge'],
    ['9lives', 'm_9lives'],
    ['a:b|c\nd', 'a_b_c_d'],
  ])('%j is %s', (name, expected) => {
    expect(datadogName(name)).toBe(expected);
  });
});

describe('a tag', () => {
  it.each([
    ['http.route', '/A/b', 'http.route:/a/b'],
    ['url', 'http://a:80', 'url:http://a:80'],
    ['a,b', 'x|y#z@w\n', 'a_b:x_y_z_w'],
    ['1st', 'é', 't_1st:é'],
    ['a', 'b:', 'a:b'],
  ])('%j of %j is %s', (name, value, expected) => {
    expect(datadogTag(name, value)).toBe(expected);
  });

  it('has nothing that would end it early, and 200 characters at most', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 300, unit: 'binary' }), (name, value) => {
        const tag = datadogTag(name, value);
        expect(tag).toMatch(/^\p{L}[^\s|,#@]*$/u);
        expect(tag.length).toBeLessThanOrEqual(200);
        expect(tag).toBe(tag.toWellFormed());
      }),
    );
  });
});
