/** How urgent an alert is: a person now, or a person in the next days. */
export type Severity = 'page' | 'ticket';

/** A pair of windows that must both burn faster than `factor` for an alert. */
export interface BurnRule {
  readonly severity: Severity;
  readonly longMinutes: number;
  /** A twelfth of the long one: the alert ends soon after the cause does. */
  readonly shortMinutes: number;
  /** Times the speed at which the budget is used up exactly at the window's end. */
  readonly factor: number;
}

const hour = 60;

/**
 * After Google's SRE Workbook, chapter 5, table 5-8, as Sloth uses it: of the budget of 30 days, 2 % are gone
 * after an hour of the first, 5 % after six hours of the second, 10 % after the days of the others.
 */
export const burnRules: readonly BurnRule[] = [
  { severity: 'page', longMinutes: hour, shortMinutes: 5, factor: 14.4 },
  { severity: 'page', longMinutes: 6 * hour, shortMinutes: 30, factor: 6 },
  { severity: 'ticket', longMinutes: 24 * hour, shortMinutes: 2 * hour, factor: 3 },
  { severity: 'ticket', longMinutes: 72 * hour, shortMinutes: 6 * hour, factor: 1 },
];

/** The factor of the fastest alert. */
export const fastestFactor = Math.max(...burnRules.map(({ factor }) => factor));

/** Every window of the alerts, shortest first, in minutes. */
export const windowMinutes: readonly number[] = [5, 30, 60, 120, 360, 1440, 4320];

/** A window's name as Prometheus writes durations: `5m`, `1h`, `3d`. */
export function windowName(minutes: number): string {
  if (minutes % (24 * hour) === 0) return `${minutes / (24 * hour)}d`;
  return minutes % hour === 0 ? `${minutes / hour}h` : `${minutes}m`;
}
