import type { Clock } from '../../src/clock.ts';

/** A clock that a test moves. */
export interface ManualClock extends Clock {
  /** Both clocks go on. */
  pass(ms: number): void;
  /** Somebody sets the wall clock. */
  setWall(ms: number): void;
}

/** Begins at `startMs`, epoch milliseconds; the monotonic clock has another origin, as on machines. */
export function manualClock(startMs = Date.parse('2026-11-03T10:00:00Z')): ManualClock {
  let wallMs = startMs;
  let monotonicMs = 123_456;
  return {
    now: () => wallMs,
    monotonicMs: () => monotonicMs,
    setTimer: () => ({ cancel: () => undefined }),
    pass(ms) {
      wallMs += ms;
      monotonicMs += ms;
    },
    setWall: (ms) => void (wallMs = ms),
  };
}
