import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';

import { createCache } from './cache.ts';
import { jsonCodec } from './codec.ts';

const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
const provider = new MeterProvider({ readers: [reader] });

beforeAll(() => metrics.setGlobalMeterProvider(provider));
afterAll(async () => {
  metrics.disable();
  await provider.shutdown();
});
beforeEach(() => exporter.reset());

/** Every point as `name{attributes}` with its value, or the count of a histogram. */
async function collected(): Promise<ReadonlyMap<string, number>> {
  await reader.forceFlush();
  const points = exporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap((scope) => scope.metrics)
    .flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes, value }): [string, number] => [
        `${descriptor.name}${JSON.stringify(attributes)}`,
        typeof value === 'number' ? value : value.count,
      ]),
    );
  return new Map(points);
}

describe('the metrics of a cache', () => {
  it('count reads by the layer that answered, time those that memory could not answer, and hold no key', async () => {
    const cache = createCache();
    const people = cache.namespace('people', { key: '{id}', codec: jsonCodec<string>() });
    await people.get({ id: 'lovelace' }, () => 'Ada');
    await people.get({ id: 'lovelace' }, () => 'Ada');
    await expect(
      people.get({ id: 'hopper' }, () => Promise.reject(new Error('none'))),
    ).rejects.toThrow();

    const points = await collected();
    const of = (name: string, attributes: object) =>
      points.get(`${name}${JSON.stringify({ 'cache.namespace': 'people', ...attributes })}`);
    expect(of('cache.reads', { 'cache.layer': 'memory' })).toBe(1);
    expect(of('cache.reads', { 'cache.layer': 'loader' })).toBe(1);
    expect(of('cache.loads', { 'cache.result': 'ok' })).toBe(1);
    expect(of('cache.loads', { 'cache.result': 'failed' })).toBe(1);
    expect(of('cache.read.duration', { 'cache.layer': 'loader' })).toBe(1);
    expect(of('cache.entries', {})).toBe(1);
    expect(of('cache.memory', {})).toBeGreaterThan(0);
    expect(points.get('cache.live{}')).toBe(1);
    expect([...points.keys()].join()).not.toMatch(/lovelace|hopper/);
    await cache.close();
  });

  it('end with the cache', async () => {
    const cache = createCache();
    const people = cache.namespace('closed', { key: '{id}', codec: jsonCodec<string>() });
    await people.get({ id: 'lovelace' }, () => 'Ada');
    await cache.close();
    expect([...(await collected()).keys()].join()).not.toContain('closed"}');
  });
});
