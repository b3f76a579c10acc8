/** How many minutes an hour has, which is as many as charts show. */
export const minutesShown = 60;

/**
 * One value for each minute of the hour that ends with the minute of `observedAt`, oldest first. Minutes that are
 * not listed had nothing to tell: 0.
 */
export function lastHour<Minute extends { readonly startsAt: string }>(
  minutes: readonly Minute[],
  observedAt: string,
  value: (minute: Minute) => number,
): readonly number[] {
  const newest = minuteOf(observedAt);
  const values = Array.from({ length: minutesShown }, () => 0);
  for (const minute of minutes) {
    const slot = minutesShown - 1 - (newest - minuteOf(minute.startsAt));
    if (slot in values) values[slot] = value(minute);
  }
  return values;
}

function minuteOf(instant: string): number {
  return Math.floor(Date.parse(instant) / 60_000);
}
