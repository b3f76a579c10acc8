import type { BatchObservableCallback, Meter } from '@opentelemetry/api';

import type { DeliveryStats } from './delivery-chain.ts';

const signal = 'errors';

/**
 * Shows the account of every event to whoever reads the metrics: for each signal, created + adopted = delivered +
 * dropped + queued + spooled. Returns what stops it.
 */
export function observeDelivery(meter: Meter, stats: () => DeliveryStats): () => void {
  const events = meter.createObservableCounter('unite.telemetry.events', {
    unit: '{event}',
    description: 'Events by what became of them; dropped ones by reason.',
  });
  const pending = meter.createObservableUpDownCounter('unite.telemetry.pending', {
    unit: '{event}',
    description: 'Events that have not arrived yet: queued in memory or spooled on disk.',
  });
  const faults = meter.createObservableCounter('unite.telemetry.faults', {
    unit: '{fault}',
    description: 'What went wrong in telemetry without an event being lost by it, by reason.',
  });
  const observe: BatchObservableCallback = (result) => {
    const { created, adopted, delivered, dropped, queued, spooled, ...rest } = stats();
    for (const [state, count] of Object.entries({ created, adopted, delivered })) {
      result.observe(events, count, { signal, state });
    }
    for (const [reason, count] of Object.entries(dropped)) {
      result.observe(events, count, { signal, state: 'dropped', reason });
    }
    for (const [state, count] of Object.entries({ queued, spooled })) {
      result.observe(pending, count, { signal, state });
    }
    for (const [reason, count] of Object.entries(rest.faults)) {
      result.observe(faults, count, { signal, reason });
    }
  };
  const observed = [events, pending, faults];
  meter.addBatchObservableCallback(observe, observed);
  return () => meter.removeBatchObservableCallback(observe, observed);
}
