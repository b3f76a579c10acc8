import type { Telemetry } from './telemetry.ts';

/** One line of the account of telemetry. */
export interface AccountLine {
  readonly of: string;
  readonly what: string;
  readonly count: number;
}

/** Everything that is known of the delivery, line by line. */
export function deliveryAccount({
  errors,
  metrics,
}: Telemetry['delivery']): readonly AccountLine[] {
  const lines: AccountLine[] = [];
  const add = (of: string, what: string, count: number): void =>
    void lines.push({ of, what, count });
  if (errors !== null) {
    const of = 'Error reports';
    add(of, 'created', errors.created);
    add(of, 'taken over from an earlier process', errors.adopted);
    add(of, 'delivered', errors.delivered);
    add(of, 'in memory', errors.queued);
    add(of, 'on disk', errors.spooled);
    for (const { reason, count } of errors.dropped) add(of, `dropped: ${words(reason)}`, count);
    for (const { reason, count } of errors.faults) add(of, `fault: ${words(reason)}`, count);
  }
  for (const { output, exports, sentBytes, failed } of metrics.outputs) {
    add(output, 'exports', exports);
    add(output, 'bytes', sentBytes);
    for (const { reason, count } of failed) add(output, `failed: ${words(reason)}`, count);
  }
  add('Metrics', 'refused measurements', metrics.refusedMeasurements);
  add('Metrics', 'labels beyond their bound', metrics.alteredAttributes);
  return lines;
}

function words(reason: string): string {
  return reason.replaceAll('_', ' ');
}
