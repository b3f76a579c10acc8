import { metrics as api, ValueType, type Meter } from '@opentelemetry/api';
import * as fc from 'fast-check';

import { parseOpenMetrics, type ParsedSample } from '../../gate/metrics-openmetrics.ts';
import { createMetrics, type MetricsOptions, type MetricsPipeline } from './index.ts';

const openMetrics = 'application/openmetrics-text; version=1.0.0';

function pipelineWith(options: Partial<MetricsOptions> = {}) {
  const pipeline = createMetrics({ resource: { 'service.name': 'api' }, ...options });
  return { ...pipeline, meter: pipeline.meterProvider.getMeter('test') };
}

async function samplesOf(pipeline: Pick<MetricsPipeline, 'scrape'>, name: string) {
  const families = parseOpenMetrics((await pipeline.scrape(openMetrics)).body);
  return families.flatMap(({ samples }) => samples.filter((sample) => sample.name === name));
}

async function valueOf(pipeline: Pick<MetricsPipeline, 'scrape'>, name: string) {
  return (await samplesOf(pipeline, name)).reduce((sum, { value }) => sum + value, 0);
}

const labelled = ({ labels, value }: ParsedSample) => [Object.fromEntries(labels), value];

async function refusals(pipeline: Pick<MetricsPipeline, 'scrape'>) {
  const samples = await samplesOf(pipeline, 'unite_telemetry_measurements_refused_total');
  return samples.map(labelled);
}

describe('a measurement that is no number', () => {
  it.each([
    ['NaN', NaN, 'not_finite'],
    ['an infinity', Infinity, 'not_finite'],
    ['a text', '5' as unknown as number, 'not_a_number'],
    ['a negative increment', -1, 'negative'],
  ])('%s is refused and counted', async (_, value, reason) => {
    const pipeline = pipelineWith();
    const counter = pipeline.meter.createCounter('orders');
    counter.add(2);
    counter.add(value);
    expect(await valueOf(pipeline, 'orders_total')).toBe(2);
    expect(await refusals(pipeline)).toEqual([[{ instrument: 'orders', reason }, 1]]);
    expect(pipeline.stats().refusedMeasurements).toBe(1);
  });

  it('may be negative where values go down', async () => {
    const pipeline = pipelineWith();
    pipeline.meter.createUpDownCounter('open').add(-2);
    pipeline.meter.createGauge('temperature').record(-5);
    expect(await valueOf(pipeline, 'open')).toBe(-2);
    expect(await valueOf(pipeline, 'temperature')).toBe(-5);
  });

  it('loses its fraction where whole numbers were declared', async () => {
    const pipeline = pipelineWith();
    pipeline.meter.createCounter('orders', { valueType: ValueType.INT }).add(2.9);
    expect(await valueOf(pipeline, 'orders_total')).toBe(2);
  });
});

describe('an instrument', () => {
  it('with a bad name counts nothing but refusals', async () => {
    const pipeline = pipelineWith();
    pipeline.meter.createCounter('two words').add(1);
    pipeline.meter.createHistogram('').record(1);
    expect(await refusals(pipeline)).toEqual([
      [{ instrument: '(invalid)', reason: 'instrument_name' }, 2],
    ]);
  });

  it('is the same one for every meter that asks for its name', async () => {
    const pipeline = pipelineWith();
    const other = pipeline.meterProvider.getMeter('other');
    pipeline.meter.createCounter('orders').add(1);
    other.createCounter('orders').add(2);
    other.createCounter('Orders').add(4);
    expect((await samplesOf(pipeline, 'orders_total')).map(labelled)).toEqual([[{}, 7]]);
  });

  it.each<[string, (meter: Meter) => void]>([
    ['has another kind', (meter) => meter.createGauge('orders').record(1)],
    ['has another unit', (meter) => meter.createCounter('orders', { unit: 'By' }).add(1)],
    ['is called the same in Prometheus', (meter) => meter.createCounter('orders.total').add(1)],
    ['has a name of its samples', (meter) => meter.createGauge('orders.created').record(1)],
  ])('is refused if one of its name %s', async (_, create) => {
    const pipeline = pipelineWith();
    pipeline.meter.createCounter('orders').add(1);
    create(pipeline.meter);
    expect(await valueOf(pipeline, 'orders_total')).toBe(1);
    expect(await refusals(pipeline)).toMatchObject([[{ reason: 'instrument_conflict' }, 1]]);
  });

  it('does not throw, whatever its attributes do', async () => {
    const pipeline = pipelineWith();
    const counter = pipeline.meter.createCounter('orders');
    counter.add(1, {
      get bad(): string {
        throw new Error('hostile');
      },
    });
    counter.add(
      1,
      new Proxy(
        {},
        {
          ownKeys() {
            throw new Error('hostile');
          },
        },
      ),
    );
    counter.add(1, null as never);
    counter.add(1, 'text' as never);
    expect(await refusals(pipeline)).toEqual([
      [{ instrument: 'orders', reason: 'attributes_unreadable' }, 2],
    ]);
  });
});

describe('an observable instrument', () => {
  it('is guarded as the others are', async () => {
    const pipeline = pipelineWith({ maxValuesPerAttribute: 2 });
    pipeline.meter.createObservableCounter('rows').addCallback((result) => {
      for (let n = 0; n < 5; n += 1) result.observe(10, { table: `t${n}` });
      result.observe(NaN);
      result.observe(-1);
    });
    expect((await samplesOf(pipeline, 'rows_total')).map(labelled)).toEqual([
      [{ table: 't0' }, 10],
      [{ table: 't1' }, 10],
      [{ table: '__overflow__' }, 30],
    ]);
    expect(await valueOf(pipeline, 'rows_total')).toBe(50);
  });

  it('keeps what its callback observed before it failed', async () => {
    const pipeline = pipelineWith();
    pipeline.meter.createObservableGauge('free').addCallback(async (result) => {
      result.observe(5);
      throw new Error('no more');
    });
    expect(await valueOf(pipeline, 'free')).toBe(5);
    expect(await refusals(pipeline)).toEqual([
      [{ instrument: 'free', reason: 'callback_failed' }, 1],
    ]);
  });

  it('is asked no more when its callback was removed', async () => {
    const pipeline = pipelineWith();
    const gauge = pipeline.meter.createObservableGauge('free');
    let asked = 0;
    const callback = () => void (asked += 1);
    gauge.addCallback(callback);
    gauge.addCallback(callback);
    await pipeline.scrape();
    gauge.removeCallback(callback);
    await pipeline.scrape();
    expect(asked).toBe(1);
  });

  it('shares a callback with others', async () => {
    const pipeline = pipelineWith();
    const [used, free] = [
      pipeline.meter.createObservableGauge('used'),
      pipeline.meter.createObservableGauge('free'),
    ];
    const both = (result: Parameters<Parameters<Meter['addBatchObservableCallback']>[0]>[0]) => {
      result.observe(used, 3);
      result.observe(free, 4);
      result.observe(api.getMeter('foreign').createObservableGauge('other'), 5);
    };
    pipeline.meter.addBatchObservableCallback(both, [used, free]);
    expect(await valueOf(pipeline, 'used')).toBe(3);
    expect(await valueOf(pipeline, 'free')).toBe(4);
    pipeline.meter.removeBatchObservableCallback(both, [used, free]);
  });
});

describe('the guard', () => {
  it('loses nothing of the total, whatever the attributes are', async () => {
    const measured = fc.record({
      value: fc.integer({ min: 0, max: 1000 }),
      attributes: fc.dictionary(fc.string({ maxLength: 2 }), fc.string({ maxLength: 3 })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(measured, { maxLength: 60 }), async (all) => {
        const pipeline = pipelineWith({ maxSeries: 5, maxValuesPerAttribute: 3 });
        const counter = pipeline.meter.createCounter('orders');
        const histogram = pipeline.meter.createHistogram('size');
        for (const { value, attributes } of all) {
          counter.add(value, attributes);
          histogram.record(value, attributes);
        }
        const sum = all.reduce((total, { value }) => total + value, 0);
        expect(await valueOf(pipeline, 'orders_total')).toBe(sum);
        expect(await valueOf(pipeline, 'size_sum')).toBe(sum);
        expect(await valueOf(pipeline, 'size_count')).toBe(all.length);
      }),
      { numRuns: 50 },
    );
  });

  it('tells of an offender once, and does not mind a listener that fails', () => {
    let told = 0;
    const { meter, offenders } = pipelineWith({
      maxValuesPerAttribute: 1,
      onOffender() {
        told += 1;
        throw new Error('listener');
      },
    });
    for (let n = 0; n < 5; n += 1) meter.createCounter('orders').add(1, { colour: `c${n}` });
    expect(told).toBe(1);
    expect(offenders()).toMatchObject([{ instrument: 'orders', distinctRefused: 4 }]);
  });
});

describe('the metrics about the pipeline', () => {
  it('tell series, changed attributes and exports', async () => {
    const pipeline = pipelineWith();
    pipeline.meter.createCounter('orders').add(1, { user: 'ada@example.com' });
    const { body } = await pipeline.scrape(openMetrics);
    expect((await samplesOf(pipeline, 'unite_telemetry_series')).map(labelled)).toEqual([
      [{ instrument: 'orders' }, 1],
    ]);
    expect(
      (await samplesOf(pipeline, 'unite_telemetry_attributes_altered_total')).map(labelled),
    ).toEqual([[{ instrument: 'orders', attribute: 'user', reason: 'id_like' }, 1]]);
    const [sent] = await samplesOf(pipeline, 'unite_telemetry_export_sent_bytes_total');
    expect(sent?.value).toBeGreaterThan(body.length);
  });
});

describe('options that cannot work', () => {
  it.each<[string, Partial<MetricsOptions>]>([
    ['maxSeries is 0', { maxSeries: 0 }],
    ['maxValuesPerAttribute is 1.5', { maxValuesPerAttribute: 1.5 }],
    ['no service.name', { resource: { 'service.name': '' } }],
    ['the label a_b', { resource: { 'service.name': 'api', 'a.b': '1', a_b: '2' } }],
    ['otlp.url is "nowhere"', { otlp: { url: 'nowhere' } }],
    ['dogstatsd.maxBytes is 10', { dogstatsd: { host: '127.0.0.1', maxBytes: 10 } }],
  ])('are told: %s', (problem, options) => {
    expect(() => pipelineWith(options)).toThrow(problem);
  });
});
