import type { Beginning, Marks } from '../coherence/marks.ts';
import type { Clock } from '../clock.ts';
import { encodeIfPossible, type Codec } from '../codec.ts';
import type { Counts } from '../counts.ts';
import { CacheError } from '../errors.ts';
import type { Random } from '../random.ts';
import { decodeRecord, encodeRecord, type StoredRecord } from '../record.ts';
import { userTag } from '../resolve-namespace.ts';
import {
  anyLease,
  bodyIfCurrent,
  payloadHeader,
  type LogPosition,
  type StoredState,
} from '../shared-store.ts';
import type { SharedTier } from '../shared-tier.ts';
import type { Flown, Landing, Takeoff } from './flights.ts';
import { callLoader, type Loaded, type Loader } from './loader.ts';
import type { Gate } from './gate.ts';

/** One value to bring. */
export interface Plan<V> {
  readonly name: string;
  /** That the key implies. */
  readonly tags: readonly string[];
  readonly loader: Loader<V>;
  /** Load although the shared server may have a value. `now`: also although another process is loading it. */
  readonly refresh?: 'ahead' | 'now';
  /** What the shared server was found to hold. */
  readonly prior?: Answer | undefined;
  /** A value of memory that may be served where the load fails. */
  readonly stale?: StaleValue<V>;
}

/** What the shared server holds, as it was asked after `beginning`. */
export interface Answer {
  /** Undefined where it did not answer. */
  readonly state: StoredState | undefined;
  readonly beginning: Beginning;
  readonly askedAtMs: number;
}

/** A value past its time. */
export interface StaleValue<V> {
  readonly value: V;
  /** Whether it may still be served: its grace has not ended, and it was not invalidated meanwhile. */
  isServable(): boolean;
}

/** What a namespace does with what was brought. */
export interface Keeping<V> {
  /** Puts a value into memory, unless it was invalidated since `beginning`. @returns whether it is there now */
  keep(value: V, kept: KeptValue): boolean;
  /** Makes a value safe to hand out. */
  protect(value: V): V;
  /** Whether memory may be served now. */
  isLive(): boolean;
  /** Whether what was found some time ago may still be served. */
  mayServeStale(): boolean;
  /** A load of `name` failed and a stale value was served: it is not tried again for a while. */
  postpone(name: string): void;
}

/** How long to keep what, and under which names. */
export interface KeptValue {
  readonly name: string;
  readonly tags: readonly string[];
  readonly beginning: Beginning;
  /** The moment to which the lives below belong. */
  readonly atMs: number;
  /** In memory. */
  readonly freshMs: number;
  /** Until it has to be loaded anew, as the shared server may have it for longer than memory. */
  readonly renewMs: number;
  readonly graceMs: number;
  readonly loadMs: number;
}

/** What {@link createLoads} needs. */
export interface LoadsOptions<V> {
  readonly marks: Marks;
  readonly tier: SharedTier;
  /** Undefined where there is only memory. */
  readonly logPosition: () => LogPosition | undefined;
  readonly hasStore: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly gate: Gate;
  readonly counts: Counts;
  readonly codec: Codec<V>;
  readonly version: number;
  readonly ttlMs: number;
  readonly sharedTtlMs: number;
  readonly negativeTtlMs: number | undefined;
  readonly graceMs: number;
  readonly hardTimeoutMs: number;
  readonly leaseWaitMs: number;
  readonly onPartition: 'bypass' | 'serve-stale' | 'fail';
  readonly keeping: Keeping<V>;
}

/** A value that the shared server has, and how long it stays. */
interface SharedValue<V> {
  readonly value: V;
  /** From which on its lives below count, and its names may have been invalidated. */
  readonly askedAtMs: number;
  readonly beginning: Beginning;
  readonly freshMs: number;
  readonly graceMs: number;
  readonly loadMs: number;
  readonly tags: readonly string[];
}

/** An answer that holds something, and when it was asked for. */
type FoundState = Omit<Answer, 'state'> & Pick<StoredState, 'leftMs' | 'payload' | 'stamps'>;

/** A value to put into the shared server. */
interface Filling<V> {
  readonly name: string;
  readonly tags: readonly string[];
  readonly value: V;
  readonly loadMs: number;
  readonly foundTags: readonly string[];
  readonly freshMs: number;
}

/** The right to store what is loaded in the shared server. */
interface Lease {
  readonly token: string;
  readonly stamps: readonly string[];
}

/** Beyond the longest load: a lease must not end before the load that holds it. */
const leaseMarginMs = 1000;
/** How many of the loads that are stored prolong the life of their stamps. */
const touchRatio = 0.1;
/** Waits between two looks at another process's lease, doubled from the first to the last, in milliseconds. */
const lookMs = { first: 4, last: 64 };

/** How values of one namespace are brought: shared server, lease, loader, shared server. */
export function createLoads<V>(options: LoadsOptions<V>) {
  const { marks, tier, clock, random, counts, codec, keeping } = options;

  async function fly(plan: Plan<V>, takeoff: Takeoff<V>): Promise<Flown<V>> {
    const { prior } = plan;
    // What was read before an invalidation that this process has made since is of no use, its stamps neither.
    const isPrior = prior && !marks.isInvalidated([plan.name, ...plan.tags], prior.beginning);
    const answer = isPrior ? prior : await ask(plan, takeoff);
    const { state, beginning } = answer;
    const found = state && (await accept(plan, takeoff, { ...answer, ...state }));
    if (found && found.freshMs > 0 && !plan.refresh) return land(plan, found);
    if (!state && options.hasStore && !keeping.isLive() && plan.refresh !== 'now') {
      if (options.onPartition === 'fail') throw cutOff();
      if (options.onPartition === 'serve-stale' && plan.stale?.isServable())
        return { landing: staleLanding(plan.stale.value, 'memory') };
    }
    if (found) takeoff.offerStale(staleLanding(found.value, 'shared'));
    if (!state || isHeldBack(plan, beginning)) return load(plan, takeoff, found, undefined);
    const taken = await takeLease(plan, takeoff, { state, beginning }, found);
    if (taken === 'held' && found) {
      // Another process refreshes it: what was found is as new as it gets for now.
      if (found.freshMs > 0) return land(plan, found);
      return { landing: staleLanding(found.value, 'shared') };
    }
    if (taken === 'held' || !taken) return load(plan, takeoff, found, undefined);
    return 'value' in taken ? land(plan, taken) : load(plan, takeoff, found, taken);
  }

  async function ask(plan: Plan<V>, { beginning }: Takeoff<V>): Promise<Answer> {
    const askedAtMs = clock.monotonicMs();
    const request = { key: plan.name, tags: plan.tags };
    return { state: await tier.ask((store) => store.read(request)), beginning, askedAtMs };
  }

  /** Whether this process waits for the server to confirm that it forgot what the plan is about. */
  function isHeldBack(plan: Plan<V>, beginning: Beginning): boolean {
    return marks.isUnconfirmed([plan.name, ...plan.tags], beginning);
  }

  /** The value in `state`, if it is up to date and can be read. */
  async function accept(
    plan: Plan<V>,
    takeoff: Takeoff<V>,
    state: FoundState,
  ): Promise<SharedValue<V> | undefined> {
    const record = currentRecord(plan, state);
    if (record === undefined || record === 'unreadable') return readable(record);
    const { foundTags, foundStamps } = record.head;
    if (foundTags.length > 0 && !(await haveStamps(foundTags, foundStamps))) return undefined;
    takeoff.depend(foundTags);
    return readable(open(plan, state, record));
  }

  function readable(found: SharedValue<V> | 'unreadable' | undefined): SharedValue<V> | undefined {
    if (found !== 'unreadable') return found;
    counts.unreadable += 1;
    return undefined;
  }

  /** What `state` holds, if none of the tags that the key implies was invalidated since. */
  function currentRecord(
    { name }: Plan<V>,
    { payload, stamps }: Pick<StoredState, 'payload' | 'stamps'>,
  ): StoredRecord | 'unreadable' | undefined {
    const body = payload === undefined ? undefined : bodyIfCurrent(payload, stamps);
    if (body === undefined) return undefined;
    return decodeRecord(body, name, options.version) ?? 'unreadable';
  }

  function open(
    plan: Plan<V>,
    { beginning, askedAtMs, leftMs }: FoundState,
    { head, encoded }: StoredRecord,
  ): SharedValue<V> | 'unreadable' | undefined {
    const { graceMs, loadMs, foundTags } = head;
    const all = [plan.name, ...plan.tags, ...foundTags];
    if (marks.isInvalidated(all, beginning) || marks.isUnconfirmed(all, beginning))
      return undefined;
    try {
      const value = keeping.protect(codec.decode(encoded, plan.name));
      const freshMs = leftMs - graceMs;
      // Null has no grace of its own: it may have come to be.
      if (value === null && options.negativeTtlMs !== undefined && freshMs <= 0) return undefined;
      const tags = [...plan.tags, ...foundTags];
      return { value, askedAtMs, beginning, freshMs, graceMs, loadMs, tags };
    } catch {
      return 'unreadable';
    }
  }

  /**
   * Lands what was read beforehand without a flight, which costs many reads together more than all else: where it is
   * fresh, and nothing else has to be asked for.
   *
   * @returns undefined where a flight is needed
   */
  function landAtOnce(plan: Plan<V>): Landing<V> | undefined {
    if (!plan.prior?.state || plan.refresh) return undefined;
    const state = { ...plan.prior, ...plan.prior.state };
    const record = currentRecord(plan, state);
    if (record === undefined || record === 'unreadable') return undefined;
    if (record.head.foundTags.length > 0 || state.leftMs <= record.head.graceMs) return undefined;
    const found = open(plan, state, record);
    if (found === undefined || found === 'unreadable') return undefined;
    return land(plan, found).landing;
  }

  async function haveStamps(tags: readonly string[], stamps: readonly string[]): Promise<boolean> {
    const position = options.logPosition();
    const now = position && (await tier.ask((store) => store.stampsSince(tags, position)));
    return now !== undefined && payloadHeader(now.stamps) === payloadHeader(stamps);
  }

  function land(plan: Plan<V>, found: SharedValue<V>): Flown<V> {
    keepFound(plan, found);
    return { landing: { value: found.value, layer: 'shared', isStale: false } };
  }

  function keepFound({ name }: Plan<V>, found: SharedValue<V>): void {
    const freshMs = Math.min(found.freshMs, options.ttlMs);
    keeping.keep(found.value, {
      ...found,
      name,
      atMs: found.askedAtMs,
      freshMs,
      renewMs: found.freshMs,
    });
  }

  /**
   * The lease; or the value that another process stored in the meantime; or `held`, when another process loads it and
   * there is a stale value to serve; undefined when the server failed, or has what this process must not use.
   */
  async function takeLease(
    plan: Plan<V>,
    takeoff: Takeoff<V>,
    { state, beginning }: { readonly state: StoredState; readonly beginning: Beginning },
    found: SharedValue<V> | undefined,
  ): Promise<Lease | SharedValue<V> | 'held' | undefined> {
    const { name, tags, refresh } = plan;
    const token = random.token();
    const stamps = await allStamps(tags, state.stamps);
    if (!stamps) return undefined;
    // A payload that is up to date and was not taken (stale, unreadable, of another version) is no reason not to load.
    const { payload } = state;
    const isUnusable = payload !== undefined && bodyIfCurrent(payload, stamps) !== undefined;
    let isRefresh = refresh !== undefined || isUnusable;
    let over = refresh === 'now' ? anyLease : undefined;
    for (let waitedMs = 0, waitMs = lookMs.first; ; waitMs = Math.min(waitMs * 2, lookMs.last)) {
      const request = {
        key: name,
        stamps,
        token,
        leaseMs: options.hardTimeoutMs + leaseMarginMs,
        isRefresh,
      };
      const askedAtMs = clock.monotonicMs();
      const answer = await tier.ask((store) => store.lease({ ...request, ...(over && { over }) }));
      if (!answer) return undefined;
      if (answer.payload !== undefined)
        return accept(plan, takeoff, {
          ...answer,
          stamps,
          // The stamps are compared by the server: they are as old as when they were read.
          beginning,
          askedAtMs,
        });
      if (answer.holder === token) return { token, stamps };
      if (found) return 'held';
      if (waitedMs >= options.leaseWaitMs) {
        over = answer.holder;
        continue;
      }
      await pause(waitMs, takeoff.controller.signal);
      waitedMs += waitMs;
      isRefresh = refresh !== undefined;
    }
  }

  async function allStamps(
    tags: readonly string[],
    stamps: StoredState['stamps'],
  ): Promise<readonly string[] | undefined> {
    const known = stamps.filter((stamp) => stamp !== undefined);
    if (known.length === tags.length) return known;
    return tier.ask((store) => store.stamp(tags, random.token()));
  }

  async function pause(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const timer = clock.setTimer(() => resolve(undefined), ms);
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await promise;
    } finally {
      timer.cancel();
      signal.removeEventListener('abort', abort);
    }
  }

  async function load(
    plan: Plan<V>,
    takeoff: Takeoff<V>,
    found: SharedValue<V> | undefined,
    lease: Lease | undefined,
  ): Promise<Flown<V>> {
    const stale = found ?? plan.stale;
    const call = () => takeoff.run(() => countedCall(plan, takeoff, stale?.value));
    // The position in the log for tags that the load finds: what is appended behind it came after the load began.
    const position = options.logPosition();
    try {
      const isCrowded = options.hasStore && !tier.isAvailable;
      const loaded = await (isCrowded ? options.gate.run(call) : call());
      return arrive(plan, takeoff, loaded, lease, position);
    } catch (error) {
      const store = () => giveUp(plan, lease);
      const isUsable = found ? keeping.mayServeStale() : plan.stale?.isServable();
      if (!stale || !isUsable || takeoff.isAbandoned() || takeoff.isOutdated()) {
        void store();
        throw error;
      }
      if (found) keepFound(plan, found);
      keeping.postpone(plan.name);
      return { landing: staleLanding(stale.value, found ? 'shared' : 'memory'), store };
    }
  }

  async function countedCall(
    { loader }: Plan<V>,
    takeoff: Takeoff<V>,
    stale: V | undefined,
  ): Promise<Loaded<V>> {
    const { controller } = takeoff;
    controller.signal.throwIfAborted();
    const { hardTimeoutMs } = options;
    const onTags = (tags: readonly string[]) => takeoff.depend(tags.map(userTag));
    const beganAtMs = clock.monotonicMs();
    try {
      return await callLoader({ loader, stale, controller, hardTimeoutMs, clock, onTags });
    } catch (error) {
      if (!takeoff.isAbandoned()) counts.loadFailures += 1;
      throw error;
    } finally {
      counts.loads += 1;
      counts.loadMs += clock.monotonicMs() - beganAtMs;
    }
  }

  function arrive(
    plan: Plan<V>,
    takeoff: Takeoff<V>,
    loaded: Loaded<V>,
    lease: Lease | undefined,
    position: LogPosition | undefined,
  ): Flown<V> {
    if (loaded.value === undefined) {
      // V does not contain undefined where the loader keeps to its type: it is handed on as it came.
      return {
        landing: { value: loaded.value as V, layer: 'loader', isStale: false },
        store: () => giveUp(plan, lease),
      };
    }
    const value = keeping.protect(loaded.value);
    return {
      landing: { value, layer: 'loader', isStale: takeoff.isOutdated() },
      store: () => store(plan, takeoff, { ...loaded, value }, lease, position),
    };
  }

  /** First the shared server, which knows of invalidations that this process does not know of yet, then memory. */
  async function store(
    plan: Plan<V>,
    takeoff: Takeoff<V>,
    loaded: Loaded<V> & { readonly value: V },
    lease: Lease | undefined,
    position: LogPosition | undefined,
  ): Promise<void> {
    const { name } = plan;
    const { value, tookMs: loadMs } = loaded;
    const isNegative = value === null && options.negativeTtlMs !== undefined;
    const ttlMs = loaded.ttlMs ?? (isNegative ? options.negativeTtlMs : undefined);
    if (ttlMs === 0) return giveUp(plan, lease);
    const atMs = clock.monotonicMs();
    const foundTags = loaded.tags.map(userTag);
    const tags = [...plan.tags, ...foundTags];
    const { beginning } = takeoff;
    const isRefused = () => takeoff.isReplaced() || marks.isInvalidated([name, ...tags], beginning);
    if (takeoff.isReplaced()) {
      counts.refusedFills += 1;
      return giveUp(plan, lease);
    }
    // The server is asked even where this process knows of an invalidation: that may be one from before the lease.
    const sharedMs = ttlMs ?? options.sharedTtlMs;
    const isFilled =
      lease &&
      (await fill({ ...plan, value, loadMs, foundTags, freshMs: sharedMs }, lease, position));
    if (isFilled === false || isRefused()) {
      counts.refusedFills += 1;
      return;
    }
    const ownMs = ttlMs ?? options.ttlMs;
    const freshMs = options.hasStore ? Math.min(ownMs, options.ttlMs) : ownMs;
    const graceMs = isNegative ? 0 : options.graceMs;
    const renewMs = isFilled ? sharedMs : freshMs;
    keeping.keep(value, { name, tags, beginning, atMs, freshMs, renewMs, graceMs, loadMs });
  }

  /** @returns whether it was stored; undefined when the server failed or the value cannot be written */
  async function fill(
    { name, tags, value, loadMs, foundTags, freshMs }: Filling<V>,
    lease: Lease,
    position: LogPosition | undefined,
  ): Promise<boolean | undefined> {
    const { version, graceMs } = options;
    const encoded = encodeIfPossible(codec, value, name);
    if (encoded === undefined) counts.unkept += 1;
    const foundStamps = encoded !== undefined && (await stampsOfFound(foundTags, position));
    if (encoded === undefined || !foundStamps) {
      await giveUp({ name }, lease);
      return encoded === undefined ? undefined : false;
    }
    const head = { version, name, graceMs, loadMs: Math.round(loadMs), foundTags, foundStamps };
    const payload = payloadHeader(lease.stamps) + encodeRecord({ head, encoded });
    // Keeps the stamps alive: one that dies ends all values of its tag. Often enough for tags that are in use.
    if (random.fraction() < touchRatio) void tier.ask((store) => store.stamp(tags, random.token()));
    const ttlMs = Math.max(1, Math.round(freshMs + graceMs));
    return tier.ask((store) => store.fill(name, lease.token, payload, ttlMs));
  }

  /** Stamps of tags that became known by the load, unless one of them was invalidated since it began. */
  async function stampsOfFound(
    tags: readonly string[],
    position: LogPosition | undefined,
  ): Promise<readonly string[] | undefined> {
    if (tags.length === 0) return [];
    if (!position) return undefined;
    const stamps = await tier.ask((store) => store.stamp(tags, random.token()));
    const since = stamps && (await tier.ask((store) => store.stampsSince(tags, position)));
    if (since?.anchor !== 'present' || payloadHeader(since.stamps) !== payloadHeader(stamps ?? []))
      return undefined;
    const invalidated = new Set(since.entries.flatMap((entry) => entry.tags));
    return tags.some((tag) => invalidated.has(tag)) ? undefined : stamps;
  }

  async function giveUp(
    { name }: { readonly name: string },
    lease: Lease | undefined,
  ): Promise<void> {
    if (lease) await tier.ask((store) => store.release(name, lease.token));
  }

  return { fly, landAtOnce };
}

function cutOff(): CacheError {
  return new CacheError(
    'CACHE_UNAVAILABLE',
    'the shared server does not answer, and the namespace is told to fail then (onPartition)',
  );
}

function staleLanding<V>(value: V, layer: Landing<V>['layer']): Landing<V> {
  return { value, layer, isStale: true };
}
