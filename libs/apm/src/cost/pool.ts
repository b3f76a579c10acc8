import type { Clock } from '../clock.ts';
import type { CpuMeter } from './cpu-meter.ts';

/** Who the processor time of other threads belongs to. */
export interface Pool<Owner> {
  queued(id: number, owner: Owner): void;
  /** `owner` is for a task that was not seen when it was queued. */
  done(id: number, owner: Owner): void;
  /** Books what other threads have used since the last time. */
  settle(): void;
}

/** Takes what was found, in whole microseconds. */
export interface PoolBook<Owner> {
  owned(owner: Owner, us: number): void;
  /** Of other threads, or of the pool with no task known. */
  threads(us: number): void;
}

/** What the tasks of an owner have used, older ones counting less. */
interface Experience {
  us: number;
  tasks: number;
}

/** Shortest time between two readings of the processor's clock. */
const windowMs = 1;

/** What a reading leaves of earlier experience: half of it after 700. */
const memory = 0.999;

/** Of a task of which nothing is known, microseconds; only its ratio to others matters. */
const guessUs = 1000;

/**
 * Splits the processor time of other threads, which is that of the process without this thread's.
 *
 * What they used between two readings belongs to the tasks that ended between them and, by half, to those in
 * service, which are the `threads` that were queued first: in parts as large as a task of that owner has
 * used on average. So it is exact while one owner uses the pool or all tasks are alike, and an estimate
 * while different tasks of several owners overlap. Readings are taken when a task is queued: the kernel's
 * account of a thread is exact once the thread sleeps, and then the one that served the last task does.
 * V8's compiler and collector run beside the pool: where the system tells what the pool alone has used, all
 * parts are scaled to that when they are booked.
 */
export function createPool<Owner>(options: {
  readonly threads: number;
  readonly cpu: CpuMeter;
  readonly clock: Clock;
  readonly book: PoolBook<Owner>;
}): Pool<Owner> {
  const { threads, cpu, clock, book } = options;
  const tasks = new Map<number, Owner>();
  const split = createSplit<Owner>();
  const otherUs = (): number => {
    const { threadUs, processUs } = cpu.read();
    return processUs - threadUs;
  };
  let ended: Owner[] = [];
  let readMs = clock.monotonicMs();
  let readUs = otherUs();
  let poolUs = cpu.poolUs();
  let usedUs = 0;

  const read = (): void => {
    // The kernel's two accounts are not read at once, so the difference may seem to shrink.
    const us = Math.max(0, otherUs() - readUs);
    readUs += us;
    usedUs += us;
    split.add(us, ended, [...tasks.values().take(threads)]);
    ended = [];
  };
  return {
    queued(id, owner) {
      const nowMs = clock.monotonicMs();
      if (nowMs - readMs >= windowMs) {
        readMs = nowMs;
        read();
      }
      tasks.set(id, owner);
    },
    done(id, owner) {
      tasks.delete(id);
      ended.push(owner);
    },
    settle() {
      read();
      const nowUs = cpu.poolUs();
      const ofPoolUs =
        nowUs === undefined || poolUs === undefined ? usedUs : Math.max(0, nowUs - poolUs);
      poolUs = nowUs;
      const ownedUs = split.take(Math.min(usedUs, ofPoolUs), book.owned);
      if (usedUs > ownedUs) book.threads(usedUs - ownedUs);
      usedUs = 0;
    },
  };
}

/** Parts of what was used, until they are booked. */
function createSplit<Owner>() {
  const experience = new Map<Owner, Experience>();
  let parts = new Map<Owner, number>();

  const expectedUs = (owner: Owner): number => {
    const { us, tasks } = experience.get(owner) ?? { us: 0, tasks: 0 };
    // Never nothing, so that an owner can recover from tasks that seemed to use none.
    return tasks === 0 ? guessUs : Math.max(1, us / tasks);
  };
  const learn = (owner: Owner, us: number, tasks: number): void => {
    const before = experience.get(owner) ?? { us: 0, tasks: 0 };
    experience.set(owner, {
      us: before.us * memory + us,
      tasks: before.tasks * memory + tasks,
    });
  };
  return {
    add(us: number, ended: readonly Owner[], inService: readonly Owner[]): void {
      const counts = new Map<Owner, number>();
      for (const owner of ended) increase(counts, owner, 1);
      for (const owner of inService) increase(counts, owner, 0.5);
      const weights = new Map(counts);
      for (const [owner, tasks] of counts) weights.set(owner, tasks * expectedUs(owner));
      const sum = total(weights);
      for (const [owner, weight] of weights) {
        const part = (us * weight) / sum;
        increase(parts, owner, part);
        learn(owner, part, counts.get(owner) ?? 0);
      }
    },
    /** Books the parts, scaled to at most `us`, and tells how much that was. */
    take(us: number, book: (owner: Owner, us: number) => void): number {
      const sum = total(parts);
      let bookedUs = 0;
      for (const [owner, part] of parts) {
        const whole = Math.floor(sum > 0 ? part * Math.min(1, us / sum) : 0);
        bookedUs += whole;
        if (whole > 0) book(owner, whole);
      }
      parts = new Map();
      return bookedUs;
    },
  };
}

const total = (values: ReadonlyMap<unknown, number>): number =>
  values.values().reduce((a, b) => a + b, 0);

function increase<Key>(values: Map<Key, number>, key: Key, by: number): void {
  values.set(key, (values.get(key) ?? 0) + by);
}
