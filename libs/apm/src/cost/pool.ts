import type { Clock } from '../clock.ts';
import type { CpuMeter } from './cpu-meter.ts';
import { createIntensities } from './intensities.ts';

/** What a task of the thread pool does. */
export type PoolKind = 'crypto' | 'zlib' | 'fs' | 'dns';

/** Who the processor time of other threads belongs to. */
export interface Pool<Owner> {
  queued(id: number, kind: PoolKind, owner: Owner): void;
  /** `kind` and `owner` are for a task that was not seen when it was queued. */
  done(id: number, kind: PoolKind, owner: Owner): void;
  /** Books what other threads have used since the last time. */
  settle(): void;
}

/** Takes what was found, in whole microseconds. */
export interface PoolBook<Owner> {
  owned(owner: Owner, us: number): void;
  /** Of other threads, or of the pool with no task known. */
  threads(us: number): void;
}

interface Task<Owner> {
  readonly kind: PoolKind;
  readonly owner: Owner;
  readonly queuedMs: number;
}

/** Microseconds of processor time per millisecond in service, until it is known better. */
const guesses: Readonly<Record<PoolKind, number>> = { crypto: 1000, zlib: 1000, fs: 300, dns: 50 };

/** In service for a task whose queueing was not seen: a chunk to compress takes about this long. */
const unseenMs = 0.5;

/** Callbacks that run sooner after another were called in the same turn, so their tasks ended before it. */
const batchMs = 0.2;

/**
 * Splits the processor time of other threads, which is that of the process without this thread's.
 *
 * libuv serves tasks in their order with `threads` threads. From when tasks are queued and when their
 * callbacks run follows how long each was in service; how much processor time a kind of task uses meanwhile
 * is learned, because a look-up of a name mostly waits and a password hash never does. V8's compiler and
 * collector run beside the pool: where the system tells what the pool alone has used, no more than that is
 * split.
 */
export function createPool<Owner>(options: {
  readonly threads: number;
  readonly cpu: CpuMeter;
  readonly clock: Clock;
  readonly book: PoolBook<Owner>;
}): Pool<Owner> {
  const { threads, cpu, clock, book } = options;
  const service = createService<Owner>(threads, clock.monotonicMs());
  const intensities = createIntensities<PoolKind>((kind) => guesses[kind]);
  const otherUs = (): number => {
    const { threadUs, processUs } = cpu.read();
    return processUs - threadUs;
  };
  let readUs = otherUs();
  let poolUs = cpu.poolUs();

  /** Books parts of `us`, and tells how much they are together. */
  const split = (us: number): number => {
    const served = service.take(clock.monotonicMs());
    const byKind = new Map<PoolKind, number>();
    for (const { kind, ms } of served) byKind.set(kind, (byKind.get(kind) ?? 0) + ms);
    if (served.length === 0) return 0;
    intensities.learn(byKind, us);
    const weights = served.map(({ kind, ms }) => ms * intensities.of(kind));
    const sum = weights.reduce((a, b) => a + b, 0);
    let bookedUs = 0;
    served.forEach(({ owner }, n) => {
      const part = sum > 0 ? Math.floor((us * (weights[n] ?? 0)) / sum) : 0;
      bookedUs += part;
      if (part > 0) book.owned(owner, part);
    });
    return bookedUs;
  };
  return {
    queued: (id, kind, owner) => service.queued(id, { kind, owner, queuedMs: clock.monotonicMs() }),
    done: (id, kind, owner) => service.done(id, { kind, owner, queuedMs: clock.monotonicMs() }),
    settle() {
      // The kernel's two accounts are not read at once, so the difference may seem to shrink.
      const usedUs = Math.max(0, otherUs() - readUs);
      readUs += usedUs;
      const nowUs = cpu.poolUs();
      const ofPoolUs =
        nowUs === undefined || poolUs === undefined ? usedUs : Math.max(0, nowUs - poolUs);
      poolUs = nowUs;
      const bookedUs = split(Math.min(usedUs, ofPoolUs));
      if (usedUs > bookedUs) book.threads(usedUs - bookedUs);
    },
  };
}

interface Served<Owner> {
  readonly kind: PoolKind;
  readonly owner: Owner;
  ms: number;
}

/** How long tasks were in service, as far as this thread can tell. */
function createService<Owner>(threads: number, startMs: number) {
  const tasks = new Map<number, Task<Owner>>();
  let served = new Map<Owner, Map<PoolKind, Served<Owner>>>();
  /** Tasks that have ended since `untilMs`, which is as far as time was given to tasks. */
  let ended: Task<Owner>[] = [];
  let untilMs = startMs;
  let endedMs = startMs;

  const give = ({ owner, kind }: Omit<Task<Owner>, 'queuedMs'>, ms: number): void => {
    let kinds = served.get(owner);
    if (kinds === undefined) served.set(owner, (kinds = new Map()));
    const one = kinds.get(kind);
    if (one === undefined) kinds.set(kind, { owner, kind, ms });
    else one.ms += ms;
  };
  const advance = (nowMs: number): void => {
    if (ended.length > threads) {
      // More than can be served at once have ended while this thread was busy: which when is not known.
      const ms = ((nowMs - untilMs) * threads) / ended.length;
      for (const task of ended) give(task, ms);
    } else {
      for (const task of [...ended, ...tasks.values().take(threads - ended.length)]) {
        give(task, Math.max(0, nowMs - Math.max(untilMs, task.queuedMs)));
      }
    }
    untilMs = nowMs;
    ended = [];
  };
  const closeBatch = (nowMs: number): void => {
    if (ended.length > 0 && nowMs - endedMs >= batchMs) advance(endedMs);
  };
  return {
    queued(id: number, task: Task<Owner>): void {
      closeBatch(task.queuedMs);
      // Within a batch, more may have ended, and the time until then is theirs as well.
      if (ended.length === 0) advance(task.queuedMs);
      tasks.set(id, task);
    },
    done(id: number, unseen: Task<Owner>): void {
      const nowMs = unseen.queuedMs;
      closeBatch(nowMs);
      const task = tasks.get(id);
      if (task === undefined) return give(unseen, unseenMs);
      tasks.delete(id);
      ended.push(task);
      endedMs = nowMs;
    },
    /** Everything until `nowMs`, once. */
    take(nowMs: number): readonly Served<Owner>[] {
      closeBatch(nowMs);
      advance(nowMs);
      const all = [...served.values()].flatMap((kinds) => [...kinds.values()]);
      served = new Map();
      return all.filter(({ ms }) => ms > 0);
    },
  };
}
