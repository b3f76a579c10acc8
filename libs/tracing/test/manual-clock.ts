import type { Clock } from '@unite/apm/delivery';

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  /** Moves on, and calls what is due in between in its order. */
  advance(ms: number): void;
  /** Sets what the machine takes for the time, as an administrator would; nothing else moves. */
  setWall(changeMs: number): void;
}

interface Due {
  readonly atMs: number;
  readonly fn: () => void;
}

/** Starts at 2023-11-14T22:13:20Z. */
export function createManualClock(): ManualClock {
  let monotonicMs = 0;
  let offsetMs = 1_700_000_000_000;
  const timers = new Set<Due>();
  const nextBefore = (endMs: number): Due | undefined =>
    [...timers].filter(({ atMs }) => atMs <= endMs).toSorted((a, b) => a.atMs - b.atMs)[0];
  return {
    now: () => offsetMs + monotonicMs,
    monotonicMs: () => monotonicMs,
    setTimer(fn, ms) {
      const timer = { atMs: monotonicMs + ms, fn };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    advance(ms) {
      const endMs = monotonicMs + ms;
      for (let next = nextBefore(endMs); next; next = nextBefore(endMs)) {
        timers.delete(next);
        monotonicMs = Math.max(monotonicMs, next.atMs);
        next.fn();
      }
      monotonicMs = endMs;
    },
    setWall: (changeMs) => void (offsetMs += changeMs),
  };
}

/** Lets everything happen that waits for nothing but its turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
