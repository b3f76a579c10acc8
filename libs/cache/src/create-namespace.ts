import type { Invalidator } from './coherence/invalidator.ts';
import type { Marks } from './coherence/marks.ts';
import { createSpared } from './coherence/spared.ts';
import type { Clock } from './clock.ts';
import { noCounts } from './counts.ts';
import type { Entry } from './entry.ts';
import { createExplain } from './explain.ts';
import { createExplicitWrites } from './explicit-writes.ts';
import type { KeyOf, KeyTemplate, PrefixOf } from './keys/key-template.ts';
import { rememberNames } from './keys/remember-names.ts';
import { createEarlyRefresh } from './loading/early-refresh.ts';
import { createFill } from './loading/fill.ts';
import { createFlights } from './loading/flights.ts';
import type { Gate } from './loading/gate.ts';
import { createJitter } from './loading/jitter.ts';
import { createLeases } from './loading/leases.ts';
import type { Landing } from './loading/landing.ts';
import { createLoads } from './loading/load.ts';
import type { Loader } from './loading/loader.ts';
import { createReadMany } from './loading/read-many.ts';
import { createReads } from './loading/reads.ts';
import { createRides } from './loading/rides.ts';
import { createSharedValues } from './loading/shared-values.ts';
import { createStoreLoaded } from './loading/store-loaded.ts';
import { createKeptValues } from './memory/kept-values.ts';
import type { MemoryStore } from './memory/memory-store.ts';
import type { GetOptions, Namespace } from './namespace.ts';
import type { ResolvedNamespace } from './resolve-namespace.ts';
import type { Random } from './random.ts';
import type { LogPosition, SharedStore } from './shared-store.ts';
import type { SharedTier } from './shared-tier.ts';
import { createPopularNames } from './warming/popular-names.ts';
import { createNamespaceWarming } from './warming/warm-namespace.ts';

/** What all namespaces of a cache share. */
export interface NamespaceParts {
  readonly marks: Marks;
  readonly tier: SharedTier;
  readonly invalidator: Invalidator;
  readonly hasStore: boolean;
  /** See `SharedStore.bucketOf`. */
  readonly bucketOf: SharedStore['bucketOf'];
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

/** Binds a namespace to its cache. */
export function createNamespace<Template extends string, V>(
  template: KeyTemplate<Template>,
  options: ResolvedNamespace<Template, V>,
  memory: MemoryStore<Entry<V>>,
  parts: NamespaceParts,
): OpenNamespace<Template, V> {
  const { marks, tier, clock, random } = parts;
  const counts = noCounts();
  const popular = createPopularNames({ name: options.name, tier, random });
  // Enough for what is in memory, and what was lately asked for in vain.
  const nameOf = rememberNames(template, 2 * options.maxEntries + 1000);
  const { keep: protect, give: handOut, isSame } = options.protection;

  /** The tags of a key: everything, its namespace, its prefixes, what the options tell, and its bucket. */
  function tagsOf(key: KeyOf<Template>): readonly string[] {
    const tags = [...options.ownTags, ...template.prefixTagsOf(key), ...options.tagsOf(key)];
    if (parts.bucketOf) tags.push(parts.bucketOf(nameOf(key)));
    return tags;
  }

  const at = options.ownTags.indexOf(options.ownTag);
  const spared = createSpared({ tag: options.ownTag, at, tier });
  const own = { ...parts, ...options, spared, counts, memory, nameOf, tagsOf, protect };
  const jitter = createJitter({ ratio: options.jitter, random });
  const earlyRefresh = createEarlyRefresh({ beta: options.refreshAhead, random });
  const values = createKeptValues<V>({ ...own, jitter, earlyRefresh });
  const sharedValues = createSharedValues<V>(own);
  const leases = createLeases(own);
  const fill = createFill<V>({ ...own, leases });
  const storeLoaded = createStoreLoaded<V>({ ...own, values, leases, fill });
  const loads = createLoads<V>({ ...own, values, sharedValues, leases, storeLoaded });
  const flights = createFlights<V>({ marks, clock, errorTtlMs: options.errorTtlMs });
  const rides = createRides<V>({ ...own, isLive: values.isLive, flights, loads });
  const reads = createReads<KeyOf<Template>, V>({ ...own, values, rides });
  const readMany = createReadMany<KeyOf<Template>, V>({
    ...{ ...own, values, sharedValues },
    ...{ loads, rides, reads },
  });
  const write = createExplicitWrites<V>({ ...own, values });
  const explain = createExplain<V>({ ...own, flights });
  const warming = createNamespaceWarming<Template, V>({ ...own, template, popular, values, reads });
  // Hits call them: looked up once.
  const { isServed, fresh } = values;

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
          if (atMs >= entry.refreshAtMs) reads.refreshAhead({ name, key, loader }, entry);
          return entry.landed ?? land(entry);
        }
      }
    }
    return reads.read({ name, key, loader }, how).then(valueOf);
  }

  /** Its promise is made once: to make one takes as long as all else together. */
  function land(entry: Entry<V>): Promise<V> {
    const landed = Promise.resolve(handOut(entry.value));
    if (isSame) entry.landed = landed;
    return landed;
  }

  const valueOf = ({ value }: Landing<V>): V => handOut(value);

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
      const landing = await reads.read({ name, key, loader }, how);
      return { ...landing, value: handOut(landing.value) };
    },
    peek(key) {
      const entry = fresh(nameOf(key));
      return entry && handOut(entry.value);
    },
    async getMany(keys, load) {
      const all = await readMany(keys, load);
      return all.map((value) => handOut(value));
    },
    set: async (key, value) => write(nameOf(key), tagsOf(key), protect(value)),
    delete: async (key) => parts.confirmed({ keys: [nameOf(key)] }),
    expire: async (key) => {
      const name = nameOf(key);
      return parts.confirmed({ expire: [{ key: name, graceMs: options.graceMs }] });
    },
    invalidatePrefix: async (prefix: PrefixOf<Template>) =>
      parts.confirmed({ tags: [template.prefixOf(prefix)] }),
    invalidateMatching: async (pattern) => parts.confirmed(template.matching(pattern)),
    clear: () => parts.confirmed({ tags: [options.ownTag] }),
    names: {
      key: (key) => ({ keys: [nameOf(key)] }),
      prefix: (prefix) => ({ tags: [template.prefixOf(prefix)] }),
      matching: (pattern) => template.matching(pattern),
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
    warm: warming.warm,
    keepWarm: warming.keepWarm,
    popular: warming.popular,
    explain: async (key) => explain(nameOf(key), tagsOf(key)),
    stats: () => ({
      ...counts,
      entries: memory.size,
      bytes: memory.bytes,
      evictions: memory.evictions,
      flights: flights.size,
    }),
  };

  return { namespace, memory, savePopular: popular.save };
}
