import { encodeIfPossible } from './codec.ts';
import { isCurrent, type Entry } from './entry.ts';
import type { Invalidation, Invalidator } from './coherence/invalidator.ts';
import type { Marks } from './coherence/marks.ts';
import { checkNumber } from './check-option.ts';
import type { Clock, Timer } from './clock.ts';
import { noCounts } from './counts.ts';
import { CacheError } from './errors.ts';
import type { KeyOf, KeyTemplate, PrefixOf } from './keys/key-template.ts';
import { rememberNames } from './keys/remember-names.ts';
import { createEarlyRefresh } from './loading/early-refresh.ts';
import { createFlights, outsideFlights, type Flight, type Landing } from './loading/flights.ts';
import type { Gate } from './loading/gate.ts';
import { createJitter } from './loading/jitter.ts';
import { createBatch, type Place } from './loading/batch.ts';
import { createLoads, type KeptValue, type Plan, type StaleValue } from './loading/load.ts';
import type { Loader } from './loading/loader.ts';
import type { MemoryStore } from './memory/memory-store.ts';
import { sizeOf } from './memory/size-of.ts';
import type { Explanation, GetOptions, Namespace, PopularKey } from './namespace.ts';
import type { ResolvedNamespace } from './resolve-namespace.ts';
import type { Random } from './random.ts';
import { decodeRecord, encodeRecord } from './record.ts';
import {
  anyLease,
  bodyIfCurrent,
  payloadHeader,
  type LogPosition,
  type StoredState,
  type StoredWrite,
} from './shared-store.ts';
import type { SharedTier } from './shared-tier.ts';
import { createPopularNames } from './warming/popular-names.ts';
import { warm, type WarmOptions, type WarmResult } from './warming/warm.ts';

/** What all namespaces of a cache share. */
export interface NamespaceParts {
  readonly marks: Marks;
  readonly tier: SharedTier;
  readonly invalidator: Invalidator;
  readonly hasStore: boolean;
  /** See `Follower.life`; for ever where there is only memory. */
  readonly life: { readonly untilMs: number };
  readonly logPosition: () => LogPosition | undefined;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly random: Random;
  readonly isClosed: () => boolean;
  /** See `CacheOptions.maxStalenessMs`. */
  readonly maxStalenessMs: number;
  /** A read that memory could not answer ended. */
  readonly onRead: (ms: number, namespace: string, layer: string) => void;
  /** Makes an invalidation that was not confirmed an error, where the cache is told to. */
  readonly confirmed: Invalidator['invalidate'];
}

/** A namespace, and what its cache needs of it. */
export interface OpenNamespace<Template extends string, V> {
  readonly namespace: Namespace<Template, V>;
  readonly memory: MemoryStore<Entry<V>>;
  /** Tells the shared server what was popular here. */
  savePopular(): Promise<unknown>;
}

/** A flight, and how many of its names were known when it was joined; infinitely many for who began it. */
interface Boarding<V> {
  readonly flight: Flight<V>;
  readonly known: number;
}

/** What a name costs beside its value: the entry, its place in the store, its marks, the promise of its hits. */
const entryBytes = 400;

/** Binds a namespace to its cache. */
export function createNamespace<Template extends string, V>(
  template: KeyTemplate<Template>,
  options: ResolvedNamespace<Template, V>,
  memory: MemoryStore<Entry<V>>,
  parts: NamespaceParts,
): OpenNamespace<Template, V> {
  const { marks, tier, clock, random, life } = parts;
  const counts = noCounts();
  const popular = createPopularNames({ name: options.name, tier, random });
  const jitter = createJitter({ ratio: options.jitter, random });
  const earlyRefresh = createEarlyRefresh({ beta: options.refreshAhead, random });
  // Enough for what is in memory, and what was lately asked for in vain.
  const nameOf = rememberNames(template, 2 * options.maxEntries + 1000);
  const flights = createFlights<V>({ marks, clock, errorTtlMs: options.errorTtlMs });
  const { keep: protect, give: handOut, isSame } = options.protection;
  const loads = createLoads<V>({
    ...parts,
    ...options,
    counts,
    keeping: { keep, protect, isLive, mayServeStale, postpone },
  });

  function isLive(): boolean {
    return clock.monotonicMs() < life.untilMs;
  }

  function mayServeStale(): boolean {
    return isLive() || options.onPartition === 'serve-stale';
  }

  /** The tags of a key: everything, its namespace, its prefixes, and what the options tell. */
  function tagsOf(key: KeyOf<Template>): readonly string[] {
    return [...options.ownTags, ...template.prefixTagsOf(key), ...options.tagsOf(key)];
  }

  function keep(value: V, kept: KeptValue): boolean {
    const { name, tags, beginning, atMs, freshMs, renewMs, graceMs, loadMs } = kept;
    if (value === undefined || freshMs <= -graceMs || parts.isClosed()) return false;
    if (marks.isInvalidated([name, ...tags], beginning)) return false;
    const freshUntilMs = atMs + (freshMs > 0 ? jitter.shorten(freshMs) : freshMs);
    const entry: Entry<V> = {
      value,
      marks: marks.of(tags),
      loadedAt: beginning.position,
      checkedAt: beginning.position,
      freshUntilMs,
      staleUntilMs: freshUntilMs + graceMs,
      // What only memory forgets is read from the shared server again.
      refreshAtMs: earlyRefresh.dueFrom(renewMs > freshMs ? atMs + renewMs : freshUntilMs, loadMs),
      retryAtMs: 0,
      landed: undefined,
    };
    const isKept = memory.set(
      name,
      entry,
      entryBytes + name.length + sizeOf(value, options.maxEntryBytes),
    );
    if (!isKept) counts.unkept += 1;
    return isKept;
  }

  function postpone(name: string): void {
    const entry = memory.peek(name);
    if (entry) entry.retryAtMs = clock.monotonicMs() + options.retryMs;
  }

  function depart(plan: Plan<V>): Flight<V> {
    return flights.start(plan.name, [plan.name, ...plan.tags], (takeoff) =>
      loads.fly(plan, takeoff),
    );
  }

  /** Loads anew what is in memory, while that is served. */
  function refreshAhead(
    name: string,
    key: KeyOf<Template>,
    entry: Entry<V>,
    loader: Loader<V>,
  ): void {
    entry.refreshAtMs = Infinity;
    if (findFlight(name)) return;
    const stale = staleValue(entry);
    const plan: Plan<V> = { name, tags: tagsOf(key), loader, refresh: 'ahead', stale };
    // Nobody waits for it: it is no part of the load in which it is begun.
    const flight = outsideFlights(() => depart(plan));
    flight.isBackground = true;
  }

  /** What may be served stale from memory. */
  function staleEntry(name: string): Entry<V> | undefined {
    const entry = memory.peek(name);
    return entry && isServable(entry) ? entry : undefined;
  }

  function isServable(entry: Entry<V>): boolean {
    return isCurrent(entry, marks) && clock.monotonicMs() < entry.staleUntilMs && mayServeStale();
  }

  function staleValue(entry: Entry<V>): StaleValue<V> {
    return { value: entry.value, isServable: () => isServable(entry) };
  }

  /** The flight that brings nothing out of date, as far as this process has to know by now. */
  function findFlight(name: string): Flight<V> | undefined {
    const flight = flights.find(name);
    if (!flight || isLive()) return flight;
    // What was invalidated elsewhere since it began is not known here.
    return clock.monotonicMs() - flight.beganAtMs < parts.maxStalenessMs ? flight : undefined;
  }

  function board(plan: Plan<V>): Boarding<V> {
    const found = plan.refresh ? undefined : findFlight(plan.name);
    if (!found) return { flight: depart(plan), known: Infinity };
    counts.joined += 1;
    return { flight: found, known: found.names.length };
  }

  /** What the flight brings, or another one, where it turns out that the value was invalidated before it was joined. */
  async function ride(
    plan: Plan<V>,
    boarding: Boarding<V>,
    signal?: AbortSignal,
  ): Promise<Landing<V>> {
    const again = { ...plan, prior: undefined };
    for (let { flight, known } = boarding; ; { flight, known } = board(again)) {
      const landing = await flights.wait(flight, signal);
      if (flight.outdatedNames <= known) return landing;
    }
  }

  async function readSlowly(
    name: string,
    key: KeyOf<Template>,
    loader: Loader<V>,
    how: GetOptions = {},
  ): Promise<Landing<V>> {
    refuseIfClosed();
    const { signal, forceFresh = false, softTimeoutMs = options.softTimeoutMs } = how;
    signal?.throwIfAborted();
    const entry = staleEntry(name);
    if (entry && !forceFresh && mustServeStale(entry)) return staleLanding(entry.value);
    const plan: Plan<V> = {
      name,
      tags: tagsOf(key),
      loader,
      ...(forceFresh && { refresh: 'now' }),
      ...(entry && { stale: staleValue(entry) }),
    };
    const boarding = board(plan);
    if (softTimeoutMs === undefined || forceFresh) return ride(plan, boarding, signal);
    if (entry && softTimeoutMs === 0) {
      boarding.flight.isBackground = true;
      return staleLanding(entry.value);
    }
    return rideSoftly(plan, boarding, softTimeoutMs, signal);
  }

  function refuseIfClosed(): void {
    if (!parts.isClosed()) return;
    throw new CacheError('CACHE_CLOSED', 'the cache was closed; create another one');
  }

  /** Whether there is nothing better than what is stale: a load failed just now, or nobody can tell. */
  function mustServeStale(entry: Entry<V>): boolean {
    return clock.monotonicMs() < entry.retryAtMs || (!isLive() && !tier.isAvailable);
  }

  async function rideSoftly(
    plan: Plan<V>,
    boarding: Boarding<V>,
    softTimeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Landing<V>> {
    const { flight } = boarding;
    const leaving = new AbortController();
    const either = signal ? AbortSignal.any([signal, leaving.signal]) : leaving.signal;
    const landing = ride(plan, boarding, either);
    // It rejects after the stale value was taken.
    landing.catch(() => undefined);
    const soft = Promise.withResolvers<Landing<V>>();
    const timer = clock.setTimer(() => {
      if (!mayServeStale()) return;
      soft.resolve(plan.stale ? staleLanding(plan.stale.value) : flight.stale);
    }, softTimeoutMs);
    // The load goes on, whoever has left by then; and the loader that asked does not wait for it any more.
    void soft.promise.then(() => {
      flight.isBackground = true;
      leaving.abort();
    });
    try {
      return await Promise.race([landing, soft.promise]);
    } finally {
      timer.cancel();
    }
  }

  function count({ layer, isStale }: Landing<V>): void {
    if (layer === 'loader') counts.misses += 1;
    else if (isStale) counts.staleServed += 1;
    else counts.sharedHits += 1;
  }

  async function readAndCount(...read: Parameters<typeof readSlowly>): Promise<Landing<V>> {
    const beganAtMs = clock.monotonicMs();
    const landing = await readSlowly(...read);
    count(landing);
    parts.onRead(clock.monotonicMs() - beganAtMs, options.name, landing.layer);
    return landing;
  }

  function counted(landing: Landing<V>): V {
    count(landing);
    return landing.value;
  }

  /** What is fresh in memory. */
  function fresh(name: string): Entry<V> | undefined {
    const entry = memory.get(name);
    return entry !== undefined && isServed(entry, clock.monotonicMs()) ? entry : undefined;
  }

  function isServed(entry: Entry<V>, atMs: number): boolean {
    if (atMs >= entry.freshUntilMs || atMs >= life.untilMs) return false;
    // The comparison is nearly always enough, and the call is not inlined.
    return entry.checkedAt === marks.position || isCurrent(entry, marks);
  }

  function get(key: KeyOf<Template>, loader: Loader<V>, how?: GetOptions): Promise<V> {
    let name: string;
    try {
      name = nameOf(key);
    } catch (error) {
      return Promise.reject(error);
    }
    popular.record(name);
    if (how === undefined || how.forceFresh !== true) {
      const entry = memory.get(name);
      if (entry !== undefined) {
        // A third of what a hit costs, and what it is worth: a time that was kept would lie after a standstill.
        const atMs = clock.monotonicMs();
        if (isServed(entry, atMs)) {
          counts.memoryHits += 1;
          if (atMs >= entry.refreshAtMs) refreshAhead(name, key, entry, loader);
          return entry.landed ?? land(entry);
        }
      }
    }
    return miss(name, key, loader, how);
  }

  /** Its promise is made once: to make one takes as long as all else together. */
  function land(entry: Entry<V>): Promise<V> {
    const landed = Promise.resolve(handOut(entry.value));
    if (isSame) entry.landed = landed;
    return landed;
  }

  async function miss(...read: Parameters<typeof readAndCount>): Promise<V> {
    const { value } = await readAndCount(...read);
    return handOut(value);
  }

  const namespace: Namespace<Template, V> = {
    name: options.name,
    get,
    async read(key, loader, how = {}) {
      const name = nameOf(key);
      popular.record(name);
      const entry = how.forceFresh ? undefined : fresh(name);
      if (entry) {
        counts.memoryHits += 1;
        return { value: handOut(entry.value), layer: 'memory', isStale: false };
      }
      const landing = await readAndCount(name, key, loader, how);
      return { ...landing, value: handOut(landing.value) };
    },
    peek(key) {
      const entry = fresh(nameOf(key));
      return entry && handOut(entry.value);
    },
    getMany: (keys, load) => getMany(keys, load),
    async set(key, value) {
      const name = nameOf(key);
      return write(name, tagsOf(key), protect(value));
    },
    delete: async (key) => parts.confirmed({ keys: [nameOf(key)] }),
    expire: async (key) => {
      const name = nameOf(key);
      return parts.confirmed({ expire: [{ key: name, graceMs: options.graceMs }] });
    },
    invalidatePrefix: async (prefix: PrefixOf<Template>) =>
      parts.confirmed({ tags: [template.prefixOf(prefix)] }),
    clear: () => parts.confirmed({ tags: [options.ownTag] }),
    names: {
      key: (key) => ({ keys: [nameOf(key)] }),
      prefix: (prefix) => ({ tags: [template.prefixOf(prefix)] }),
      all: () => ({ tags: [options.ownTag] }),
    },
    async writeThrough(key, change) {
      const keys = [nameOf(key)];
      await parts.invalidator.invalidate({ keys });
      let result;
      try {
        result = await change();
      } catch (error) {
        await parts.invalidator.invalidate({ keys });
        throw error;
      }
      return { ...(await parts.confirmed({ keys })), result };
    },
    warm: warmOnce,
    keepWarm,
    popular: readMost,
    explain,
    stats: () => ({
      ...counts,
      entries: memory.size,
      bytes: memory.bytes,
      evictions: memory.evictions,
      flights: flights.size,
    }),
  };

  async function write(name: string, tags: readonly string[], value: V): Promise<Invalidation> {
    // At once: a load that is on its way must not be stored over the value, nor be joined.
    marks.invalidate([name]);
    memory.delete(name);
    const isNegative = value === null && options.negativeTtlMs !== undefined;
    const ownTtlMs = isNegative ? options.negativeTtlMs : undefined;
    const beginning = marks.begin();
    try {
      const stored = await prepareWrite(name, tags, value, ownTtlMs ?? options.sharedTtlMs);
      // What was invalidated meanwhile was invalidated after this value was given.
      const isOvertaken = marks.isInvalidated([name, ...tags], beginning);
      const sent = parts.confirmed(stored && !isOvertaken ? { write: stored } : { keys: [name] });
      const after = marks.begin();
      try {
        const invalidation = await sent;
        const freshMs = ownTtlMs ?? options.ttlMs;
        const graceMs = isNegative ? 0 : options.graceMs;
        const atMs = clock.monotonicMs();
        if (!isOvertaken)
          keep(value, {
            ...{ name, tags, beginning: after, atMs, freshMs, graceMs },
            ...{ renewMs: freshMs, loadMs: 0 },
          });
        return invalidation;
      } finally {
        after.end();
      }
    } finally {
      beginning.end();
    }
  }

  /** Takes the lease of `name` from whoever holds it; undefined where the value cannot be put into the shared server. */
  async function prepareWrite(
    name: string,
    tags: readonly string[],
    value: V,
    freshMs: number,
  ): Promise<StoredWrite | undefined> {
    const { graceMs, hardTimeoutMs: leaseMs, version } = options;
    if (!parts.hasStore || value === undefined || freshMs === 0) return undefined;
    const encoded = encodeIfPossible(options.codec, value, name);
    if (encoded === undefined) {
      counts.unkept += 1;
      return undefined;
    }
    const token = random.token();
    const stamps = await tier.ask((store) => store.stamp(tags, random.token()));
    const request = { key: name, token, leaseMs, isRefresh: true, over: anyLease };
    const lease = stamps && (await tier.ask((store) => store.lease({ ...request, stamps })));
    if (!lease || !stamps) return undefined;
    const head = { version, name, graceMs, loadMs: 0, foundTags: [], foundStamps: [] };
    const payload = payloadHeader(stamps) + encodeRecord({ head, encoded });
    return { key: name, token, payload, ttlMs: Math.round(freshMs + graceMs) };
  }

  async function getMany(
    keys: readonly KeyOf<Template>[],
    load: (keys: readonly KeyOf<Template>[]) => Promise<readonly V[]>,
  ): Promise<V[]> {
    const names = keys.map((key) => nameOf(key));
    refuseIfClosed();
    const values = new Map<string, Promise<V> | V>();
    const absent = new Map<string, Plan<V> & Place<V>>();
    const batch = createBatch(load, clock);
    for (const [at, key] of keys.entries()) {
      const name = names[at] ?? '';
      if (values.has(name) || absent.has(name)) continue;
      const entry = fresh(name);
      const stale = entry ? undefined : staleEntry(name);
      if (entry) {
        counts.memoryHits += 1;
        values.set(name, entry.value);
      } else if (stale && mustServeStale(stale)) {
        counts.staleServed += 1;
        values.set(name, stale.value);
      } else {
        const plan = { name, tags: tagsOf(key), ...(stale && { stale: staleValue(stale) }) };
        absent.set(name, { ...plan, ...batch.place(key) });
      }
    }
    const plans = [...absent.values()];
    const beginning = marks.begin();
    const askedAtMs = clock.monotonicMs();
    const states = await readTogether(plans);
    for (const [at, plan] of plans.entries()) {
      const prior = { state: states?.[at], beginning, askedAtMs };
      values.set(plan.name, bring({ ...plan, prior }));
    }
    // Whatever becomes of this call, the flights compare what they found with this beginning.
    void Promise.allSettled(values.values()).then(beginning.end);
    const all = await Promise.all(names.map((name) => values.get(name)));
    // Each name has one: of memory, or that of its flight.
    return all.map((value) => handOut(value as V));
  }

  /** One value of many: at once where the read of all brought it, else by a flight. */
  function bring(plan: Plan<V> & Place<V>): Promise<V> | V {
    const landing = loads.landAtOnce(plan);
    if (!landing) return rideTogether(plan, plan.pass);
    plan.pass();
    return counted(landing);
  }

  async function rideTogether(plan: Plan<V>, pass: () => void): Promise<V> {
    const boarding = board(plan);
    boarding.flight.landing.then(pass, pass);
    return counted(await ride(plan, boarding));
  }

  async function readTogether(
    plans: readonly { readonly name: string; readonly tags: readonly string[] }[],
  ): Promise<readonly StoredState[] | undefined> {
    if (plans.length === 0) return [];
    return tier.ask((store) =>
      store.readMany(plans.map(({ name, tags }) => ({ key: name, tags }))),
    );
  }

  async function warmOnce(how: WarmOptions<Template, V>): Promise<WarmResult> {
    const named = how.keys ?? [];
    const popular = how.popular ? await popularKeys(how.popular, how.isLoadable) : [];
    const byName = new Map([...named, ...popular].map((key) => [nameOf(key), key]));
    return warm([...byName.values()], how, {
      clock,
      freshMs: (key) => {
        const entry = fresh(nameOf(key));
        return entry ? entry.freshUntilMs - clock.monotonicMs() : 0;
      },
      bring: (key, signal) => {
        const name = nameOf(key);
        const forceFresh = fresh(name) !== undefined;
        // Not by `get`: what is warmed is not more popular for it.
        return readAndCount(name, key, (context) => how.load(key, context), { signal, forceFresh });
      },
    });
  }

  async function popularKeys(
    limit: number,
    isLoadable: (key: KeyOf<Template>) => boolean = () => true,
  ): Promise<readonly KeyOf<Template>[]> {
    const names = await popular.top(limit, (name) => {
      // A name of another template, from before it was changed, is no key.
      const key = template.partsOf(name);
      return key !== undefined && isLoadable(key);
    });
    return names.map(({ name }) => template.partsOf(name)).filter((key) => key !== undefined);
  }

  async function readMost(
    limit: number,
    prefix?: PrefixOf<Template>,
  ): Promise<readonly PopularKey<Template>[]> {
    const begin = prefix && template.namesBegin(prefix);
    const names = await popular.top(
      limit,
      (name) =>
        template.partsOf(name) !== undefined && (begin === undefined || name.startsWith(begin)),
    );
    return names.flatMap(({ name, count: reads }) => {
      const key = template.partsOf(name);
      return key === undefined ? [] : [{ key, reads }];
    });
  }

  function keepWarm(how: WarmOptions<Template, V> & { readonly everyMs: number }): Disposable {
    const everyMs = checkNumber('everyMs', how.everyMs, { min: 100, max: 2 ** 31 - 1 });
    const ending = new AbortController();
    const signal = how.signal ? AbortSignal.any([how.signal, ending.signal]) : ending.signal;
    let timer: Timer | undefined;
    // A key that cannot be one is told to the caller, not found out each time.
    for (const key of how.keys ?? []) nameOf(key);
    const run = async () => {
      await warmOnce({ ...how, signal, leastFreshMs: everyMs });
      await popular.save();
      if (!signal.aborted && !parts.isClosed()) timer = clock.setTimer(() => void run(), everyMs);
    };
    void run();
    return {
      [Symbol.dispose]() {
        ending.abort(new DOMException('no longer kept warm', 'AbortError'));
        timer?.cancel();
      },
    };
  }

  async function explain(key: KeyOf<Template>): Promise<Explanation> {
    const name = nameOf(key);
    const tags = tagsOf(key);
    const state = await tier.ask((store) => store.read({ key: name, tags }));
    const beginning = marks.begin();
    beginning.end();
    return {
      name,
      tags,
      memory: inMemory(memory.peek(name)),
      shared: state ? inShared(name, state) : { state: 'unavailable' },
      isLoading: flights.find(name) !== undefined,
      isLive: isLive(),
      liveMs: Math.max(0, life.untilMs - clock.monotonicMs()),
      isUnconfirmed: marks.isUnconfirmed([name, ...tags], beginning),
    };
  }

  function inMemory(entry: Entry<V> | undefined): Explanation['memory'] {
    if (!entry) return { state: 'absent' };
    if (!isCurrent(entry, marks)) return { state: 'invalidated' };
    const leftMs = entry.freshUntilMs - clock.monotonicMs();
    if (leftMs > 0) return { state: 'fresh', leftMs };
    const staleMs = entry.staleUntilMs - clock.monotonicMs();
    return staleMs > 0 ? { state: 'stale', leftMs: staleMs } : { state: 'absent' };
  }

  function inShared(name: string, { payload, leftMs, stamps }: StoredState): Explanation['shared'] {
    if (payload === undefined) return { state: 'absent' };
    const body = bodyIfCurrent(payload, stamps);
    if (body === undefined) return { state: 'invalidated' };
    const record = decodeRecord(body, name, options.version);
    if (!record) return { state: 'unreadable' };
    const { graceMs, loadMs } = record.head;
    return leftMs > graceMs
      ? { state: 'fresh', leftMs: leftMs - graceMs, loadMs }
      : { state: 'stale', leftMs, loadMs };
  }

  return { namespace, memory, savePopular: popular.save };
}

function staleLanding<V>(value: V): Landing<V> {
  return { value, layer: 'memory', isStale: true };
}
