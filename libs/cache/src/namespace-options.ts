import type { Codec } from './codec.ts';
import type { EntityId } from './graph/entity-graph.ts';
import type { KeyOf } from './keys/key-template.ts';

/** How the values of a namespace are kept. */
export interface NamespaceOptions<Template extends string, V> {
  /**
   * What the keys are made of: words and placeholders, separated by colons, as in `workspace:{workspace}:{page}`. All
   * values whose keys begin alike can be invalidated together, see {@link Namespace.invalidatePrefix}.
   */
  readonly key: Template;
  /** How values are written for the shared server; {@link jsonCodec} for what JSON can say. */
  readonly codec: Codec<V>;
  /** Milliseconds that a value in memory is fresh. Default 300,000 (5 minutes). */
  readonly ttlMs?: number;
  /** Milliseconds that a value in the shared server is fresh. At least `ttlMs`. Default three times `ttlMs`. */
  readonly sharedTtlMs?: number;
  /**
   * Milliseconds that a value may be served stale after that, where a load fails or is slow. Never after it was
   * invalidated. Default 0.
   */
  readonly graceMs?: number;
  /** The part of its life by which a value may die earlier than others, from 0 to 0.9, so that they do not die together. Default 0.05. */
  readonly jitter?: number;
  /**
   * Milliseconds after which a caller gets the stale value while the load goes on; 0 is stale-while-revalidate. By
   * default a caller waits for the load, and gets a stale value only where that fails.
   */
  readonly softTimeoutMs?: number;
  /** Milliseconds after which a load has failed. At least 1. Default 30,000. */
  readonly hardTimeoutMs?: number;
  /** Milliseconds after which a process no longer waits for another one's load of the same value. Default 2000. */
  readonly leaseWaitMs?: number;
  /**
   * How eagerly a value that is read often is refreshed before it dies, in lengths of its load: the `beta` of XFetch
   * (Vattani, Chierichetti, Lowenstein, VLDB 2015). 1 is its best value for most; 0, the default, never.
   */
  readonly refreshAhead?: number;
  /** Milliseconds that `null` is fresh. By default as long as any value. */
  readonly negativeTtlMs?: number;
  /** Milliseconds for which the error of a failed load is handed to whoever asks next. Default 0. */
  readonly errorTtlMs?: number;
  /** Milliseconds for which a stale value is served without trying again, after a load that failed. Default 1000. */
  readonly retryMs?: number;
  /** The most values in memory. At least 1. Default 500. */
  readonly maxEntries?: number;
  /** The most bytes that one value may take in memory; larger ones stay in the shared server. Default 1 MiB. */
  readonly maxEntryBytes?: number;
  /** Which value goes when memory is full. `sieve` keeps popular ones longer (Zhang et al., NSDI 2024). Default `lru`. */
  readonly eviction?: 'lru' | 'sieve';
  /** Another number where the form of the values has changed: what others wrote is not read. Default 1. */
  readonly version?: number;
  /**
   * How callers are kept from changing each other's values: `freeze` (the default) freezes a value once, `clone` gives
   * each caller a copy, `none` trusts them.
   */
  readonly copy?: 'freeze' | 'clone' | 'none';
  /** Tags of a value that its key tells. */
  readonly tags?: (key: KeyOf<Template>) => readonly string[];
  /** Entities that a value was made of, by their ids, as its key tells: `invalidateEntity` of one of them ends it. */
  readonly entities?: (
    key: KeyOf<Template>,
  ) => Readonly<Record<string, EntityId | readonly EntityId[]>>;
  /**
   * Entities of which any may be in a value, as in a list: `invalidateEntity` of any one of the same tenant ends it.
   * Default none.
   */
  readonly dependsOn?: readonly string[];
  /**
   * What happens once the shared server was not reached for `maxStalenessMs`, when memory may be out of date: `bypass`
   * (the default) loads, `serve-stale` serves from memory, `fail` rejects with CACHE_UNAVAILABLE.
   */
  readonly onPartition?: 'bypass' | 'serve-stale' | 'fail';
  /** Whether its values are no tenant's, in a cache that has tenants. Default false. */
  readonly isGlobal?: boolean;
}
