import type { Meter } from '@opentelemetry/api';
import { type Clock, systemClock } from '../clock.ts';
import { ApmError } from '../errors.ts';
import { type AlertState, burnRate, createAlerts } from './alert-state.ts';
import { windowMinutes, windowName } from './burn-windows.ts';
import { meterStatus } from './meter-status.ts';
import { isGood, type Objective, type RequestOutcome } from './objective.ts';
import { createWindowCounter } from './window-counter.ts';
import { createWorkspaceCounts, type SlaRecord } from './workspace-counts.ts';

/** What `createSloMonitor` is told. */
export interface SloMonitorOptions {
  /** Events in the longer window below which there is no alert. Default 100, from 1. */
  readonly minimumEvents?: number;
  /** IANA time zone whose days the counts of workspaces are kept by. Default `UTC`. */
  readonly timeZone?: string;
  /** Workspaces that are counted by themselves; later ones share `other`. Default 1000, from 1. */
  readonly maxWorkspaces?: number;
  /** What a workspace is called in records. Default the first 16 hexadecimal digits of its SHA-256. */
  readonly hashWorkspace?: (workspace: string) => string;
  /** Gets the metrics `unite.slo.*`. Without it there are none. */
  readonly meter?: Meter;
  readonly clock?: Clock;
}

/** How an objective does, by what this process has seen. */
export interface ObjectiveStatus {
  readonly name: string;
  readonly description: string;
  readonly objective: number;
  readonly windowDays: number;
  /** Events of the objective's window, or since the monitor was created if that is later. */
  readonly good: number;
  readonly total: number;
  /** Part of the error budget of those events that is left: 1 untouched, below 0 overdrawn. */
  readonly budgetLeft: number;
  /** By window: `5m`, `30m`, `1h`, `2h`, `6h`, `1d`, `3d`. */
  readonly burnRates: Readonly<Record<string, number>>;
  readonly alert: AlertState;
  /** Since when the alert is what it is; epoch milliseconds. */
  readonly alertSinceMs: number;
}

/** Watches objectives within this process. */
export interface SloMonitor {
  /** Counts one request for every objective that is about it. */
  record(outcome: RequestOutcome & { readonly workspace?: string }): void;
  /** In the order of the objectives. */
  status(): readonly ObjectiveStatus[];
  /** Counts by workspace, objective and day, to be kept elsewhere and reported by `slaReport`. */
  records(): readonly SlaRecord[];
  /** Takes off what was kept elsewhere: counts that `records` told before. */
  forget(records: readonly SlaRecord[]): void;
  /** Outcomes that were refused because their status or duration was no number from 0. */
  readonly refused: number;
  /** Stops the metrics. */
  close(): void;
}

/** Routes whose objectives are remembered; others are looked up each time. */
const maxRoutes = 1000;

/**
 * Begins without any events: what was before, Prometheus knows, with the rules of `prometheusRules`. Windows
 * are of monotonic time, so a wall clock that jumps changes none; days of workspaces are of the wall clock.
 *
 * @throws {ApmError} APM_CONFIG_INVALID for a bound that is no whole number from 1, or an unknown time zone.
 */
export function createSloMonitor(
  objectives: readonly Objective[],
  options: SloMonitorOptions = {},
): SloMonitor {
  const { clock = systemClock, minimumEvents = 100, meter } = options;
  demandCount('minimumEvents', minimumEvents);
  demandCount('maxWorkspaces', options.maxWorkspaces ?? 1);
  const watched = objectives.map((objective) => watch(objective, minimumEvents, clock));
  const workspaces = createWorkspaceCounts({ ...options, clock });
  const byRoute = new Map<string, readonly Watched[]>();
  let refused = 0;

  const about = (route: string): readonly Watched[] => {
    const known = byRoute.get(route);
    if (known !== undefined) return known;
    const found = watched.filter(({ objective: { routes } }) => routes?.includes(route) ?? true);
    if (byRoute.size < maxRoutes) byRoute.set(route, found);
    return found;
  };
  const status = () => watched.map((one) => one.status());
  const stopMeter = meter && meterStatus(meter, status);
  return {
    status,
    record(outcome) {
      if (!(outcome.status >= 0 && outcome.durationMs >= 0)) {
        refused += 1;
        return;
      }
      for (const { objective, add } of about(outcome.route)) {
        const good = isGood(objective, outcome);
        if (good === undefined) continue;
        add(good);
        if (outcome.workspace !== undefined)
          workspaces.add(objective.name, outcome.workspace, good);
      }
    },
    records: workspaces.records,
    forget: workspaces.forget,
    get refused() {
      return refused;
    },
    close: () => stopMeter?.(),
  };
}

interface Watched {
  readonly objective: Objective;
  add(good: boolean): void;
  status(): ObjectiveStatus;
}

function watch(objective: Objective, minimumEvents: number, clock: Clock): Watched {
  const { name, description, windowDays } = objective;
  const counter = createWindowCounter(clock.monotonicMs(), windowDays * 24 * 60);
  const alerts = createAlerts(objective, minimumEvents);
  const within = (minutes: number) => counter.within(minutes, clock.monotonicMs());
  let alert: AlertState = 'none';
  let alertSinceMs = clock.now();
  let step = counter.step(clock.monotonicMs());

  const evaluate = (): void => {
    const before = alert;
    alert = alerts.evaluate(within);
    if (alert !== before) alertSinceMs = clock.now();
  };
  return {
    objective,
    add(good) {
      const nowMs = clock.monotonicMs();
      const now = counter.step(nowMs);
      if (now !== step) {
        step = now;
        evaluate();
      }
      counter.add(good, nowMs);
    },
    status() {
      evaluate();
      const { good, total } = within(windowDays * 24 * 60);
      const rates = windowMinutes.map((minutes) => [
        windowName(minutes),
        burnRate(within(minutes), objective),
      ]);
      return {
        name,
        description,
        objective: objective.objective,
        windowDays,
        good,
        total,
        budgetLeft: 1 - burnRate({ good, total }, objective),
        burnRates: Object.fromEntries(rates),
        alert,
        alertSinceMs,
      };
    },
  };
}

function demandCount(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new ApmError('APM_CONFIG_INVALID', `${name} is ${value}, not a whole number from 1`);
}
