import type { BatchObservableResult, Meter } from '@opentelemetry/api';
import type { ObjectiveStatus } from './monitor.ts';

const levels = { none: 0, ticket: 1, page: 2 };

/** Gives `meter` the status of the objectives whenever it asks; the function that it returns ends that. */
export function meterStatus(meter: Meter, status: () => readonly ObjectiveStatus[]): () => void {
  const burn = meter.createObservableGauge('unite.slo.burn_rate', {
    unit: '1',
    description: 'Times the speed at which the error budget lasts exactly, by window.',
  });
  const left = meter.createObservableGauge('unite.slo.budget_left', {
    unit: '1',
    description: 'Part of the error budget that is left.',
  });
  const alert = meter.createObservableGauge('unite.slo.alert', {
    unit: '1',
    description: '2 page, 1 ticket, 0 neither.',
  });
  const gauges = [burn, left, alert];
  const observe = (result: BatchObservableResult): void => {
    for (const one of status()) {
      const objective = one.name;
      for (const [window, rate] of Object.entries(one.burnRates)) {
        result.observe(burn, rate, { objective, window });
      }
      result.observe(left, one.budgetLeft, { objective });
      result.observe(alert, levels[one.alert], { objective });
    }
  };
  meter.addBatchObservableCallback(observe, gauges);
  return () => meter.removeBatchObservableCallback(observe, gauges);
}
