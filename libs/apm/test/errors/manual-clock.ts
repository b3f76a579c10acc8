import type { Clock } from '../../src/clock.ts';

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  /** Moves on, and calls what is due in between in its order. */
  advance(ms: number): void;
}

interface Due {
  readonly atMs: number;
  readonly fn: () => void;
}

/** Starts at 2023-11-14T22:13:20Z. */
export function createManualClock(startMs = 1_700_000_000_000): ManualClock {
  let now = startMs;
  const timers = new Set<Due>();
  const nextBefore = (endMs: number): Due | undefined =>
    [...timers].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
  return {
    now: () => now,
    monotonicMs: () => now - startMs,
    setTimer(fn, ms) {
      const timer = { atMs: now + ms, fn };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    advance(ms) {
      const end = now + ms;
      for (let next = nextBefore(end); next; next = nextBefore(end)) {
        timers.delete(next);
        now = Math.max(now, next.atMs);
        next.fn();
      }
      now = end;
    },
  };
}

/** Lets everything happen that waits for nothing but its turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
