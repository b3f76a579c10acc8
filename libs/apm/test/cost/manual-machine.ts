import type { Clock } from '../../src/clock.ts';
import type { CpuMeter, GcPause } from '../../src/cost/cpu-meter.ts';

/** A machine whose time passes only when a test says so. */
export interface ManualMachine {
  readonly clock: Clock;
  readonly cpu: CpuMeter;
  /** This thread works. */
  burn(us: number): void;
  /** Other threads work, in the pool unless it is said otherwise, and time passes if it is said so. */
  elsewhere(us: number, options?: { readonly pool?: boolean; readonly passes?: boolean }): void;
  /** Time passes, in which another process has the processor. */
  preempt(us: number): void;
  /** Time passes, in which the event loop waits. */
  wait(us: number): void;
  /** This thread works within a wait, as the kernel does to end it. */
  sleepless(us: number): void;
  /** The wall clock is set. */
  setWall(ms: number): void;
  collect(pause: GcPause): void;
}

/** Begins at `startMs`, epoch milliseconds; `tellsPool` is false where the system does not tell. */
export function manualMachine(startMs = 0, tellsPool = true): ManualMachine {
  let wallMs = startMs;
  let [passedUs, threadUs, otherUs, poolUs, idleUs] = [0, 0, 0, 0, 0];
  const listeners = new Set<(pause: GcPause) => void>();
  const pass = (us: number): void => {
    passedUs += us;
    wallMs += us / 1000;
  };
  return {
    clock: {
      now: () => wallMs,
      monotonicMs: () => passedUs / 1000,
      setTimer: () => ({ cancel: () => undefined }),
    },
    cpu: {
      read: () => ({ threadUs, processUs: threadUs + otherUs }),
      poolUs: () => (tellsPool ? poolUs : undefined),
      idleMs: () => idleUs / 1000,
      onGc(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    burn(us) {
      pass(us);
      threadUs += us;
    },
    elsewhere(us, { pool = true, passes = true } = {}) {
      if (passes) pass(us);
      otherUs += us;
      if (pool) poolUs += us;
    },
    preempt: pass,
    wait(us) {
      pass(us);
      idleUs += us;
    },
    sleepless: (us) => void (threadUs += us),
    setWall: (ms) => void (wallMs = ms),
    collect: (pause) => listeners.forEach((listener) => listener(pause)),
  };
}
