import type { Clock } from '@unite/apm/delivery';

/** How much of something may be done in a second. */
export interface Budget {
  /** Whether there was some left, of which one is taken. */
  take(): boolean;
}

/** A budget of `perSecond` for each second of the clock; what is left over is not saved. */
export function createBudget(perSecond: number, clock: Pick<Clock, 'monotonicMs'>): Budget {
  let second = Number.NaN;
  let left = 0;
  return {
    take() {
      const now = Math.floor(clock.monotonicMs() / 1000);
      if (now !== second) [second, left] = [now, perSecond];
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
