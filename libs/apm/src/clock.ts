/** Where this lib reads the time and waits. */
export interface Clock {
  /** Milliseconds since 1970; jumps when the machine's clock is set. */
  now(): number;
  /** Milliseconds since an arbitrary moment; never goes back. */
  monotonicMs(): number;
  /** Calls `fn` once after `ms` milliseconds; does not keep the process alive. */
  setTimer(fn: () => void, ms: number): Timer;
}

/** A timer that can be given up. */
export interface Timer {
  cancel(): void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  setTimer(fn, ms) {
    const timer = setTimeout(fn, ms);
    // A browser's timer is a number and keeps nothing alive.
    if (typeof timer === 'object') timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
