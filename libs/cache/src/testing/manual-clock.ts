import { type Clock } from '../clock.ts';

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Goes `ms` milliseconds on; timers that become due are called in their order, each at its time. */
  advance(ms: number): void;
  /** Timers that were neither called nor cancelled. */
  readonly pending: number;
}

/** Begins at `startMs`. */
export function createManualClock(startMs = 0): ManualClock {
  let nowMs = startMs;
  const timers = new Set<{ readonly atMs: number; readonly fn: () => void }>();

  /** The earliest that is due by `byMs`; of several, the one that was set first. */
  function nextDue(byMs: number) {
    const due = [...timers].filter(({ atMs }) => atMs <= byMs);
    return due.sort((one, other) => one.atMs - other.atMs)[0];
  }

  return {
    monotonicMs: () => nowMs,
    setTimer(fn, ms) {
      const timer = { atMs: nowMs + ms, fn };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    advance(ms) {
      const endMs = nowMs + ms;
      for (let timer = nextDue(endMs); timer !== undefined; timer = nextDue(endMs)) {
        timers.delete(timer);
        nowMs = Math.max(nowMs, timer.atMs);
        timer.fn();
      }
      nowMs = endMs;
    },
    get pending() {
      return timers.size;
    },
  };
}
