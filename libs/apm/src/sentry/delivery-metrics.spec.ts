import { MeterProvider, MetricReader, type DataPoint } from '@opentelemetry/sdk-metrics';

import type { DeliveryStats } from './delivery-chain.ts';
import { observeDelivery } from './delivery-metrics.ts';
import { createLedger } from './ledger.ts';

class PullReader extends MetricReader {
  protected override onForceFlush = () => Promise.resolve();
  protected override onShutdown = () => Promise.resolve();
}

async function read(reader: MetricReader): Promise<Record<string, DataPoint<number>[]>> {
  const { resourceMetrics } = await reader.collect();
  const all = resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
  // Only sums of numbers are observed.
  return Object.fromEntries(
    all.map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints as DataPoint<number>[]]),
  );
}

describe('the metrics of delivery', () => {
  it('show an account that balances', async () => {
    const reader = new PullReader();
    const meter = new MeterProvider({ readers: [reader] }).getMeter('test');
    const ledger = createLedger();
    for (let n = 0; n < 9; n += 1) ledger.create();
    ledger.adopt(2);
    ledger.deliver();
    ledger.drop('too_old', 3);
    ledger.fault('hook_failed');
    const stats = jest.fn((): DeliveryStats => ({
      ...ledger.counts,
      queued: 2,
      spooled: 5,
      spool: { state: 'off' },
      endpoint: { state: 'closed', lastFailure: undefined },
    }));
    const stop = observeDelivery(meter, stats);
    const points = await read(reader);
    const sumOf = (name: string, states: readonly string[]) =>
      (points[name] ?? [])
        .filter(({ attributes }) => states.includes(String(attributes['state'])))
        .reduce((sum, { value }) => sum + value, 0);
    expect(sumOf('unite.telemetry.events', ['created', 'adopted'])).toBe(11);
    expect(
      sumOf('unite.telemetry.events', ['delivered', 'dropped']) +
        sumOf('unite.telemetry.pending', ['queued', 'spooled']),
    ).toBe(11);
    expect(points['unite.telemetry.events']).toContainEqual(
      expect.objectContaining({
        attributes: { signal: 'errors', state: 'dropped', reason: 'too_old' },
        value: 3,
      }),
    );
    expect(points['unite.telemetry.faults']).toContainEqual(
      expect.objectContaining({
        attributes: { signal: 'errors', reason: 'hook_failed' },
        value: 1,
      }),
    );
    stop();
    const asked = stats.mock.calls.length;
    await read(reader);
    expect(stats.mock.calls.length).toBe(asked);
  });
});
