import type { Clock } from '../src/clock.ts';
import type { AlertState } from '../src/slo/alert-state.ts';
import { createSloMonitor, type Objective, type RequestOutcome } from '../src/slo/index.ts';

/** What a simulation needs of a monitor. */
export interface Watcher {
  record(outcome: RequestOutcome): void;
  alert(): AlertState;
}

/** Makes the monitor under test. */
export type CreateWatcher = (objective: Objective, clock: Clock) => Watcher;

/** Requests in each simulated minute. */
const perMinute = 2000;

/** The monitor of the lib. */
export const createWatcher =
  (create = createSloMonitor): CreateWatcher =>
  (objective, clock) => {
    const monitor = create([objective], { clock });
    return { record: monitor.record, alert: () => only(monitor.status()).alert };
  };

/** The single element of `values`. */
export function only<Value>([value, ...rest]: readonly Value[]): Value {
  if (value === undefined || rest.length > 0) throw new Error('not exactly one');
  return value;
}

/** Simulated traffic, and a monitor that watches it. */
export interface Simulation {
  /** Serves one minute in which `badPerTenThousand` requests fail. */
  minute(badPerTenThousand: number): AlertState;
}

/** Begins at a fixed moment; no real time passes. */
export function simulate(create: CreateWatcher, objective: Objective): Simulation {
  let passedMs = 0;
  let served = 0;
  const clock: Clock = {
    now: () => Date.parse('2026-11-01T00:00:00Z') + passedMs,
    monotonicMs: () => passedMs,
    setTimer: () => ({ cancel: () => undefined }),
  };
  const watcher = create(objective, clock);
  return {
    minute(badPerTenThousand) {
      for (let n = 0; n < perMinute; n += 1) {
        served += 1;
        // Spread evenly, as errors of a steady cause are.
        const bad = (served * badPerTenThousand) % 10_000 < badPerTenThousand;
        watcher.record({ route: '/', status: bad ? 500 : 200, durationMs: 1 });
        passedMs += 60_000 / perMinute;
      }
      return watcher.alert();
    },
  };
}

/** Steady errors, and the alert that they must raise. */
export interface Incident {
  readonly badPerTenThousand: number;
  readonly severity: 'page' | 'ticket';
}

/** Minutes after `healthyMinutes` of health until the incident is noticed; infinite beyond `limitMinutes`. */
export function minutesUntilNoticed(
  create: CreateWatcher,
  objective: Objective,
  incident: Incident,
  { healthyMinutes, limitMinutes }: { healthyMinutes: number; limitMinutes: number },
): number {
  const simulation = simulate(create, objective);
  for (let n = 0; n < healthyMinutes; n += 1) simulation.minute(0);
  for (let n = 1; n <= limitMinutes; n += 1) {
    const alert = simulation.minute(incident.badPerTenThousand);
    if (alert === 'page' || alert === incident.severity) return n;
  }
  return Number.POSITIVE_INFINITY;
}

/** Minutes with an alert, in `days` of steady errors. */
export function minutesOfAlert(
  create: CreateWatcher,
  objective: Objective,
  { badPerTenThousand, days }: { badPerTenThousand: number; days: number },
): number {
  const simulation = simulate(create, objective);
  const minutes = Array.from({ length: days * 24 * 60 }, () =>
    simulation.minute(badPerTenThousand),
  );
  return minutes.filter((alert) => alert !== 'none').length;
}
