import { type BurnRule, burnRules, type Severity } from './burn-windows.ts';
import type { Objective } from './objective.ts';
import type { EventCount } from './window-counter.ts';

/** Whether somebody must look at an objective. */
export type AlertState = Severity | 'none';

/** Remembers which alerts of an objective are on. */
export interface Alerts {
  /** Looks at the windows; the more urgent of the alerts that are on. */
  evaluate(within: (minutes: number) => EventCount): AlertState;
}

/** An alert that is on ends when a window burns slower than this part of the factor that it began at. */
const releaseShare = 0.8;

/** Bad events per allowed bad event: 1 uses up the budget exactly at the window's end; 0 without events. */
export function burnRate({ good, total }: EventCount, { allowedPerMillion }: Objective): number {
  return total === 0 ? 0 : ((total - good) * 1e6) / (total * allowedPerMillion);
}

/** No alert on. */
export function createAlerts(objective: Objective, minimumEvents: number): Alerts {
  const rules = burnRules.map((rule) => ({ rule, on: false }));
  const burns = (
    { longMinutes, shortMinutes, factor }: BurnRule,
    on: boolean,
    within: (minutes: number) => EventCount,
  ): boolean => {
    const long = within(longMinutes);
    if (long.total < minimumEvents) return false;
    const limit = on ? factor * releaseShare : factor;
    return burnRate(long, objective) > limit && burnRate(within(shortMinutes), objective) > limit;
  };
  return {
    evaluate(within) {
      for (const one of rules) one.on = burns(one.rule, one.on, within);
      const on = rules.filter((one) => one.on).map(({ rule }) => rule.severity);
      return on.includes('page') ? 'page' : (on[0] ?? 'none');
    },
  };
}
