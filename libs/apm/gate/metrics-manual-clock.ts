import type { Clock } from '../src/clock.ts';

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  /** Moves on and calls what is due, and lets what that started run to its next pause. */
  advance(ms: number): Promise<void>;
}

/** Starts at `startMs`. */
export function createManualClock(startMs = 1_700_000_000_000): ManualClock {
  let now = startMs;
  const timers = new Set<{ readonly dueMs: number; readonly fn: () => void }>();
  return {
    now: () => now,
    monotonicMs: () => now - startMs,
    setTimer(fn, ms) {
      const timer = { dueMs: now + ms, fn };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    async advance(ms) {
      now += ms;
      for (const timer of [...timers])
        if (timer.dueMs <= now) {
          timers.delete(timer);
          timer.fn();
        }
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
