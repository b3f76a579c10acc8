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
  /** Undefined when it was not seen. */
  readonly queuedMs?: number;
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
 * callbacks run follows which were in service; what other threads use is read at each of these moments, so that
 * a task alone gets what it used, and not the time in which another process had its processor. How much of it
 * falls on each kind among those that are served together is learned, because a look-up of a name mostly waits
 * and a password hash never does. V8's compiler and collector run beside the pool: where the system tells what
 * the pool alone has used, no more than that is split.
 */
export function createPool<Owner>(options: {
  readonly threads: number;
  readonly cpu: CpuMeter;
  readonly clock: Clock;
  readonly book: PoolBook<Owner>;
}): Pool<Owner> {
  const { threads, cpu, clock, book } = options;
  const intensities = createIntensities<PoolKind>((kind) => guesses[kind]);
  const otherUs = (): number => {
    const { threadUs, processUs } = cpu.read();
    return processUs - threadUs;
  };
  const now = (): Moment => ({ ms: clock.monotonicMs(), us: otherUs() });
  const service = createService<Owner>(threads, now(), intensities.of);
  let readUs = otherUs();
  let poolUs = cpu.poolUs();

  /** Books parts of `us`, and tells how much they are together. */
  const split = (us: number): number => {
    const served = service.take(now());
    const byKind = new Map<PoolKind, number>();
    for (const { kind, ms } of served) byKind.set(kind, (byKind.get(kind) ?? 0) + ms);
    if (served.length === 0) return 0;
    intensities.learn(byKind, us);
    const sum = served.reduce((total, one) => total + one.us, 0);
    let bookedUs = 0;
    served.forEach(({ owner, us: ownUs }) => {
      const part = sum > 0 ? Math.floor((us * ownUs) / sum) : 0;
      bookedUs += part;
      if (part > 0) book.owned(owner, part);
    });
    return bookedUs;
  };
  return {
    queued(id, kind, owner) {
      const at = now();
      service.queued(id, { kind, owner, queuedMs: at.ms }, at);
    },
    done: (id, kind, owner) => service.done(id, { kind, owner }, now()),
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

/** A time, and what other threads have used until then. */
interface Moment {
  readonly ms: number;
  readonly us: number;
}

interface Served<Owner> {
  readonly kind: PoolKind;
  readonly owner: Owner;
  /** In service. */
  ms: number;
  /** Of processor time meanwhile, as far as it can be told. */
  us: number;
}

/** What the tasks in service have used, as far as this thread can tell. */
function createService<Owner>(
  threads: number,
  start: Moment,
  intensity: (kind: PoolKind) => number,
) {
  const tasks = new Map<number, Task<Owner>>();
  let served = new Map<Owner, Map<PoolKind, Served<Owner>>>();
  /** Tasks that have ended since `until`, which is as far as anything was given to tasks. */
  let ended: Task<Owner>[] = [];
  let until = start;
  let endedAt = start;

  const give = ({ owner, kind }: Task<Owner>, ms: number, us: number): void => {
    let kinds = served.get(owner);
    if (kinds === undefined) served.set(owner, (kinds = new Map()));
    const one = kinds.get(kind);
    if (one === undefined) {
      kinds.set(kind, { owner, kind, ms, us });
    } else {
      one.ms += ms;
      one.us += us;
    }
  };
  /** How long each task that is or was in service since `until` was. */
  const inService = (nowMs: number): readonly (readonly [Task<Owner>, number])[] => {
    if (ended.length > threads) {
      // More than can be served at once have ended while this thread was busy: which when is not known.
      const ms = ((nowMs - until.ms) * threads) / ended.length;
      return ended.map((task) => [task, ms]);
    }
    const serving = [...ended, ...tasks.values().take(threads - ended.length)];
    return serving.map((task) => {
      const { queuedMs = nowMs - unseenMs } = task;
      return [task, Math.max(0, nowMs - Math.max(until.ms, queuedMs))];
    });
  };
  const advance = (now: Moment): void => {
    const all = inService(now.ms);
    const weights = all.map(([{ kind }, ms]) => ms * intensity(kind));
    const sum = weights.reduce((a, b) => a + b, 0);
    // The kernel's two accounts are not read at once, so the difference may seem to shrink.
    const usedUs = Math.max(0, now.us - until.us);
    all.forEach(([task, ms], n) => {
      give(task, ms, sum > 0 ? (usedUs * (weights[n] ?? 0)) / sum : 0);
    });
    until = { ms: now.ms, us: until.us + usedUs };
    ended = [];
  };
  const closeBatch = (nowMs: number): void => {
    if (ended.length > 0 && nowMs - endedAt.ms >= batchMs) advance(endedAt);
  };
  return {
    queued(id: number, task: Task<Owner>, now: Moment): void {
      closeBatch(now.ms);
      // Within a batch, more may have ended, and the time until then is theirs as well.
      if (ended.length === 0) advance(now);
      tasks.set(id, task);
    },
    done(id: number, unseen: Task<Owner>, now: Moment): void {
      closeBatch(now.ms);
      ended.push(tasks.get(id) ?? unseen);
      tasks.delete(id);
      endedAt = now;
    },
    /** Everything until now, once. */
    take(now: Moment): readonly Served<Owner>[] {
      closeBatch(now.ms);
      advance(now);
      const all = [...served.values()].flatMap((kinds) => [...kinds.values()]);
      served = new Map();
      return all.filter(({ ms }) => ms > 0);
    },
  };
}
