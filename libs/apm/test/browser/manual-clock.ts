import type { Clock } from '../../src/clock.ts';

/** A clock that goes when it is told to. */
export interface ManualClock extends Clock {
  /** Lets `ms` pass: calls each due timer in order, and lets promises settle between. */
  pass(ms: number): Promise<void>;
}

/** Starts at `nowMs`. */
export function manualClock(nowMs = 1_700_000_000_000): ManualClock {
  let ms = nowMs;
  const timers = new Set<{ readonly atMs: number; readonly fn: () => void }>();
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    now: () => ms,
    monotonicMs: () => ms - nowMs,
    setTimer(fn, waitMs) {
      const timer = { atMs: ms + waitMs, fn };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    async pass(passedMs) {
      const untilMs = ms + passedMs;
      await settled();
      for (;;) {
        const [next] = [...timers].sort((a, b) => a.atMs - b.atMs);
        if (next === undefined || next.atMs > untilMs) break;
        timers.delete(next);
        ms = next.atMs;
        next.fn();
        await settled();
      }
      ms = untilMs;
      await settled();
    },
  };
}
