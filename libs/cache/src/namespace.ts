import type { Invalidation, InvalidationWish } from './coherence/invalidator.ts';
import type { Counts } from './counts.ts';
import type { InvalidationNames } from './invalidation-names.ts';
import type { KeyOf, PatternOf, PrefixOf } from './keys/key-template.ts';
import type { Layer } from './loading/landing.ts';
import type { Loader } from './loading/loader.ts';
import type { WarmOptions, WarmResult } from './warming/warm.ts';

/** How one read differs from others. */
export interface GetOptions {
  /** Detaches this caller when it aborts; the load goes on for the others. */
  readonly signal?: AbortSignal;
  /** Load anew, whatever is kept, and keep the result. Default false. */
  readonly forceFresh?: boolean;
  /** In place of the namespace's. */
  readonly softTimeoutMs?: number;
}

/** A value, and how it was come by. */
export interface Reading<V> {
  readonly value: V;
  readonly layer: Layer;
  /** Past its time to live, or invalidated while it was loaded. */
  readonly isStale: boolean;
}

/** Values of one kind. */
export interface Namespace<Template extends string, V> {
  readonly name: string;
  /**
   * The value under `key`: from memory, else from the shared server, else from `loader`, which is called once however
   * many ask for it, here and in other processes.
   *
   * What it returns was not invalidated before this call, as far as this process knows: an invalidation made here is
   * known at once, one made elsewhere within `maxStalenessMs`.
   *
   * @returns what the loader returned, `undefined` included, which is not kept
   * @throws {CacheError} CACHE_KEY_INVALID, CACHE_LOAD_TIMEOUT, CACHE_REENTRANT, CACHE_UNAVAILABLE or CACHE_CLOSED;
   *   what the loader throws; the reason of `options.signal`
   */
  get(key: KeyOf<Template>, loader: Loader<V>, options?: GetOptions): Promise<V>;
  /** {@link get}, telling how the value was come by. */
  read(key: KeyOf<Template>, loader: Loader<V>, options?: GetOptions): Promise<Reading<V>>;
  /**
   * {@link get} for many: those that are kept nowhere are loaded by one call.
   *
   * @param load is given the keys to load, and answers their values in the same order
   * @returns the values in the order of `keys`
   */
  getMany(
    keys: readonly KeyOf<Template>[],
    load: (keys: readonly KeyOf<Template>[]) => Promise<readonly V[]>,
  ): Promise<V[]>;
  /** The value under `key` if it is fresh in memory; nothing is waited for. */
  peek(key: KeyOf<Template>): V | undefined;
  /** Puts `value` under `key`, whatever is loaded for it now. Everybody else's is gone as by {@link delete}. */
  set(key: KeyOf<Template>, value: V): Promise<Invalidation>;
  /** Ends what is kept under `key`: it is not served any more, not even stale. */
  delete(key: KeyOf<Template>): Promise<Invalidation>;
  /** Makes what is kept under `key` stale: it is loaded anew, and serves where that fails, until its grace ends. */
  expire(key: KeyOf<Template>): Promise<Invalidation>;
  /** Ends all that is kept under keys that begin so, in one step however many they are. */
  invalidatePrefix(prefix: PrefixOf<Template>): Promise<Invalidation>;
  /**
   * Ends all that is kept under keys that match: whose parts are those of `pattern`, or match it where it is a `glob`.
   * A part that is left out may be any. The tenant's part has to be given, and exactly.
   *
   * Once it has returned, this process never serves a value of such a key whose load began before the call; once it was
   * confirmed, every other process stops within `maxStalenessMs`. That holds whatever is loaded or stored meanwhile, as
   * it is one step for the shared server however many keys there are: nothing is scanned. Memory is looked through, in
   * every process. Where it is not confirmed, the whole namespace waits to be ended in its place. A value from before
   * the last 100 patterns of the namespace is loaded anew, as if it matched.
   *
   * @example
   * await reports.invalidateMatching({ workspace, name: glob`2026-*` });
   * @throws {CacheError} CACHE_KEY_INVALID
   */
  invalidateMatching(pattern: PatternOf<Template>): Promise<Invalidation>;
  /** Ends all that this namespace keeps. */
  clear(): Promise<Invalidation>;
  /** Tells the names of what the methods above would end. */
  readonly names: NamespaceNames<Template>;
  /**
   * Changes where the truth is, between two invalidations of `key`: nobody keeps what was read before, or meanwhile.
   *
   * @returns what `write` returns, and how the second invalidation ended
   * @throws what `write` throws, the key being invalidated all the same
   */
  writeThrough<T>(
    key: KeyOf<Template>,
    write: () => Promise<T>,
  ): Promise<Invalidation & { readonly result: T }>;
  /**
   * Brings values into memory before they are asked for: those of `keys`, then the most popular ones.
   *
   * @throws {CacheError} CACHE_OPTION_INVALID, CACHE_KEY_INVALID
   */
  warm(options: WarmOptions<Template, V>): Promise<WarmResult>;
  /**
   * {@link warm} now and every `everyMs` milliseconds, at least 100, where it renews what would die before the next
   * time. Disposing of what it returns ends that.
   */
  keepWarm(options: WarmOptions<Template, V> & { readonly everyMs: number }): Disposable;
  /**
   * The keys that are read most, in all processes and before this one was started, most popular first.
   *
   * @param limit at most so many
   * @param prefix only keys that begin so
   */
  popular(limit: number, prefix?: PrefixOf<Template>): Promise<readonly PopularKey<Template>[]>;
  /** What is known about `key`, for people. */
  explain(key: KeyOf<Template>): Promise<Explanation>;
  /** What it did so far. */
  stats(): NamespaceStats;
}

/** Tells names, and ends nothing. */
export interface NamespaceNames<Template extends string> {
  /** What {@link Namespace.delete} would end. @throws {CacheError} CACHE_KEY_INVALID */
  key(key: KeyOf<Template>): InvalidationNames;
  /** What {@link Namespace.invalidatePrefix} would end. @throws {CacheError} CACHE_KEY_INVALID */
  prefix(prefix: PrefixOf<Template>): InvalidationNames;
  /** What {@link Namespace.invalidateMatching} would end. @throws {CacheError} CACHE_KEY_INVALID */
  matching(pattern: PatternOf<Template>): InvalidationNames;
  /** What {@link Namespace.clear} would end. */
  all(): InvalidationNames;
}

/** A key that is read often. */
export interface PopularKey<Template extends string> {
  /** Its parts are text. */
  readonly key: KeyOf<Template>;
  /** How often it was read, about: one of 16 reads is counted, and old ones count less. */
  readonly reads: number;
}

/** Numbers of a namespace. */
export interface NamespaceStats extends Counts {
  /** In memory now. */
  readonly entries: number;
  readonly bytes: number;
  /** Values given up for want of room. */
  readonly evictions: number;
  /** Loads on their way. */
  readonly flights: number;
}

/** What is known about one key. It holds no value. */
export interface Explanation {
  readonly name: string;
  readonly tags: readonly string[];
  readonly memory:
    | { readonly state: 'absent' | 'invalidated' }
    | { readonly state: 'fresh' | 'stale'; readonly leftMs: number };
  readonly shared:
    | { readonly state: 'absent' | 'invalidated' | 'unreadable' | 'unavailable' }
    | { readonly state: 'fresh' | 'stale'; readonly leftMs: number; readonly loadMs: number };
  /** Whether it is being loaded here. */
  readonly isLoading: boolean;
  /** Whether memory may be served now, and the milliseconds until it may not, unless the shared server is heard of. */
  readonly isLive: boolean;
  readonly liveMs: number;
  /** Whether this process waits for the shared server to confirm an invalidation of it. */
  readonly isUnconfirmed: boolean;
}

/** What a namespace asks of its cache to invalidate. */
export type Invalidate = (wish: InvalidationWish) => Promise<Invalidation>;
