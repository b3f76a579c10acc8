import type { Clock } from '../clock.ts';

/** Time that passes only while it is run, the same for everybody; some may be stopped for a while. */
export interface SimulatedTime {
  readonly nowMs: number;
  /** Calls `fn` at `atMs`, whoever is stopped. */
  at(atMs: number, fn: () => void): void;
  /** A process of its own. */
  process(): SimulatedProcess;
  /** Lets everything happen that is due until `untilMs`. */
  run(untilMs: number): Promise<void>;
}

/** What one process sees of the time. */
export interface SimulatedProcess extends Clock {
  /** Nothing of this process happens for `ms`, as if it were stopped by SIGSTOP; then everything that became due does, late. */
  stop(ms: number): void;
  readonly isStopped: boolean;
}

interface Due {
  readonly atMs: number;
  /** Of two that are due together, the one that was asked for first. */
  readonly order: number;
  readonly process: { resumesAtMs: number } | undefined;
  readonly fn: () => void;
  isCancelled: boolean;
}

/**
 * How often promises are given the chance to go on before time does: more than the longest chain of promises that one
 * event can set off in the code under test. Too few would only add delays, which are legal.
 */
const microtaskTurns = 20;

/** Begins at 0 milliseconds. */
export function createSimulatedTime(): SimulatedTime {
  let nowMs = 0;
  let orders = 0;
  const queue: Due[] = [];

  function add(due: Omit<Due, 'order' | 'isCancelled'>): Due {
    const added = { ...due, order: (orders += 1), isCancelled: false };
    let at = queue.length;
    // Sorted by time, the earliest last; few are waiting, and most of the new ones are early.
    while (at > 0 && isBefore(queue[at - 1], added)) at -= 1;
    queue.splice(at, 0, added);
    return added;
  }

  async function settle(): Promise<void> {
    for (let turn = 0; turn < microtaskTurns; turn += 1) await null;
  }

  return {
    get nowMs() {
      return nowMs;
    },
    at: (atMs, fn) => void add({ atMs: Math.max(nowMs, atMs), process: undefined, fn }),
    process() {
      const own = { resumesAtMs: 0 };
      return {
        monotonicMs: () => nowMs,
        setTimer(fn, ms) {
          const due = add({ atMs: nowMs + Math.max(0, ms), process: own, fn });
          return { cancel: () => void (due.isCancelled = true) };
        },
        stop: (ms) => void (own.resumesAtMs = Math.max(own.resumesAtMs, nowMs + ms)),
        get isStopped() {
          return own.resumesAtMs > nowMs;
        },
      };
    },
    async run(untilMs) {
      await settle();
      for (let due = queue.at(-1); due && due.atMs <= untilMs; due = queue.at(-1)) {
        queue.pop();
        if (due.isCancelled) continue;
        nowMs = due.atMs;
        if (due.process && due.process.resumesAtMs > nowMs) {
          add({ ...due, atMs: due.process.resumesAtMs });
          continue;
        }
        due.fn();
        await settle();
      }
      nowMs = untilMs;
    },
  };
}

function isBefore(one: Due | undefined, other: Due): boolean {
  return (
    one !== undefined &&
    (one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order))
  );
}
