// Imported: the global of the same name is an accessor, which doubles the cost of a hit in memory.
import { performance } from 'node:perf_hooks';

/** Where this lib reads the time and waits. */
export interface Clock {
  /** Milliseconds since an arbitrary moment; never goes back, and goes on while the process is stopped or busy. */
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
  monotonicMs: () => performance.now(),
  setTimer(fn, ms) {
    const timer = setTimeout(fn, ms).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};

/**
 * The moment at which {@link systemClock} began, in milliseconds since 1970 as this process saw it. For moments that
 * others in this process write so; never to be compared with those of another process.
 */
export const systemOriginMs: number = performance.timeOrigin;
