import { resolveCacheOptions, type CacheOptions } from './cache-options.ts';
import { follow, type Follower } from './coherence/follower.ts';
import {
  createInvalidator,
  type Invalidation,
  type InvalidationWish,
} from './coherence/invalidator.ts';
import { createStaleness, type StalenessView } from './coherence/staleness.ts';
import { createMarks, type Mark } from './coherence/marks.ts';
import { createMoment, type Moment } from './coherence/moment.ts';
import { createNamespace, type NamespaceParts } from './create-namespace.ts';
import type { Entry } from './entry.ts';
import { CacheError } from './errors.ts';
import {
  createEntityGraph,
  type CascadeContext,
  type CascadePlan,
  type EntityId,
} from './graph/entity-graph.ts';
import { joinNames, type InvalidationNames } from './invalidation-names.ts';
import { matcherOf } from './keys/name-pattern.ts';
import { parseKeyTemplate } from './keys/key-template.ts';
import { createBreaker } from './loading/breaker.ts';
import { createGate } from './loading/gate.ts';
import { createLruStore } from './memory/lru-store.ts';
import { createMemoryBudget } from './memory/memory-budget.ts';
import type { MemoryStore } from './memory/memory-store.ts';
import { createSieveStore } from './memory/sieve-store.ts';
import type { NamespaceOptions } from './namespace-options.ts';
import type { Namespace, NamespaceStats } from './namespace.ts';
import { resolveNamespace, rootTag, userTag } from './resolve-namespace.ts';
import { recordMetrics } from './metrics.ts';
import { createSharedTier } from './shared-tier.ts';

/** Memory, a shared server, and the loaders behind them. */
export interface Cache<Entity extends string = string> extends AsyncDisposable {
  /**
   * Declares values of one kind.
   *
   * @throws {CacheError} CACHE_OPTION_INVALID when an option is out of its range, the name is taken, or the key does
   *   not begin with the tenant
   */
  namespace<const Template extends string, V>(
    name: string,
    options: NamespaceOptions<Template, V>,
  ): Namespace<Template, V>;
  /** Ends all values that carry one of `tags`, in one step however many they are. */
  invalidateTags(tags: readonly string[]): Promise<Invalidation>;
  /**
   * Ends all values that were made of an entity, and of everything that depends on it as `entities` declares.
   *
   * @param context at least the tenant, under its own name, where the cache has tenants
   * @throws {CacheError} CACHE_CASCADE_TOO_WIDE, CACHE_KEY_INVALID without the tenant, CACHE_OPTION_INVALID for an
   *   entity that was not declared; nothing is invalidated then
   */
  invalidateEntity(entity: Entity, id: EntityId, context?: CascadeContext): Promise<Invalidation>;
  /** What {@link invalidateEntity} would end, without ending it; {@link invalidate} takes it. */
  planInvalidation(entity: Entity, id: EntityId, context?: CascadeContext): CascadePlan<Entity>;
  /** Ends everything. */
  clear(): Promise<Invalidation>;
  /** Tells the names of what the methods above would end; {@link planInvalidation} tells those of an entity. */
  readonly names: CacheNames;
  /**
   * Ends what `names` stand for: those that {@link names} of this cache or of a namespace told, here or in another
   * process, now or long ago.
   */
  invalidate(...names: readonly InvalidationNames[]): Promise<Invalidation>;
  /** Now, to be asked later whether something was invalidated since: for values that are brought without a loader. */
  moment(): Moment;
  /**
   * Resolves once the stream of invalidations was read for the first time, which is when memory begins to be served.
   *
   * @param timeoutMs default 5000
   * @returns false when the shared server was not reached in that time; it is tried on
   */
  ready(timeoutMs?: number): Promise<boolean>;
  /** Whether what is kept may be served, and what stands in the way. */
  health(): CacheHealth;
  /** What each namespace did so far. */
  stats(): CacheStats;
  /** Sends what waits for the shared server, gives up all connections, and empties memory. @returns what was not sent */
  close(): Promise<{ readonly pending: number }>;
}

/** Tells names, and ends nothing. */
export interface CacheNames {
  /** What {@link Cache.invalidateTags} would end. */
  tags(...tags: readonly string[]): InvalidationNames;
  /** What {@link Cache.clear} would end. */
  all(): InvalidationNames;
}

/** The state of a cache. */
export interface CacheHealth {
  /** Whether memory may be served. */
  readonly isLive: boolean;
  /** Milliseconds until it may not, unless the shared server is heard of. Infinite where there is only memory. */
  readonly liveMs: number;
  /** Whether the shared server answered last time, or has not been asked since it failed. */
  readonly isSharedAvailable: boolean;
  /** Names that wait for the shared server to confirm that they are invalidated. */
  readonly pending: number;
}

/** Numbers of a cache. */
export interface CacheStats {
  readonly namespaces: Readonly<Record<string, NamespaceStats>>;
  /** Of all values in memory. */
  readonly bytes: number;
  /** How long other processes' invalidations took to arrive. */
  readonly staleness: StalenessView;
}

/** What the cache knows of a namespace, whatever its values are. */
interface Member {
  readonly memory: MemoryStore<Entry<unknown>>;
  readonly stats: () => NamespaceStats;
  readonly savePopular: () => Promise<unknown>;
}

/** When the shared server is left alone, and for how long: three answers missed in a row, then ever rarer probes. */
const breaking = { failureThreshold: 3, openMs: 200, maxOpenMs: 2000 };

/**
 * A cache without namespaces yet.
 *
 * @throws {CacheError} CACHE_OPTION_INVALID when an option is unknown or out of its range
 */
export function createCache<Entity extends string = never>(
  options: CacheOptions<Entity> = {},
): Cache<Entity> {
  return assembleCache(options, { createMarks, follow });
}

/** What keeps a cache coherent. The simulator leaves parts of it out, to show that each is needed. */
export interface CoherenceParts {
  readonly createMarks: typeof createMarks;
  readonly follow: typeof follow;
}

/** {@link createCache} of given parts; not public. */
export function assembleCache<Entity extends string>(
  options: CacheOptions<Entity>,
  coherence: CoherenceParts,
): Cache<Entity> {
  const resolved = resolveCacheOptions(options);
  const { shared: store, clock, random, onEvent } = resolved;
  const members = new Map<string, Member>();
  const budget = createMemoryBudget(resolved);
  const graph = createEntityGraph<Entity>({
    entities: resolved.entities,
    ...(resolved.tenant !== undefined && { tenantField: resolved.tenant }),
    maxNodes: resolved.maxCascade,
  });
  const staleness = createStaleness();
  const origin = random.token();
  let isClosed = false;
  let closing: Promise<{ readonly pending: number }> | undefined;

  const marks = coherence.createMarks({ kept: keptMarks });
  const invalidator = createInvalidator({
    ...resolved,
    marks,
    store,
    origin,
    rootTag,
    forget,
    forgetMatching,
    makeStale(expire) {
      for (const { key, graceMs } of expire) {
        const entry = memoryOf(key)?.peek(key);
        if (!entry) continue;
        entry.freshUntilMs = -Infinity;
        entry.staleUntilMs = Math.min(entry.staleUntilMs, clock.monotonicMs() + graceMs);
        entry.retryAtMs = -Infinity;
      }
    },
    onConfirmed: (position) => follower?.expect(position),
  });
  const follower: Follower | undefined =
    store &&
    coherence.follow({
      ...resolved,
      store,
      origin,
      rootTag,
      newStamp: random.token,
      onEntry({ keys, tags, patterns }, ageMs) {
        marks.invalidate([...keys, ...tags, ...patterns]);
        forget(keys);
        forgetMatching(patterns);
        staleness.record(ageMs);
        measured.staleness(ageMs);
      },
      onBegin,
      onError: (error) => onEvent({ kind: 'stream-failed', error }),
    });
  const parts: NamespaceParts = {
    marks,
    tier: createSharedTier({
      store,
      timeoutMs: resolved.sharedTimeoutMs,
      breaker: createBreaker({ ...breaking, clock }),
      clock,
      onError: (error) => onEvent({ kind: 'shared-failed', error }),
    }),
    invalidator,
    hasStore: store !== undefined,
    bucketOf: store?.bucketOf,
    life: follower?.life ?? { untilMs: Infinity },
    logPosition: () => follower?.position,
    gate: createGate(resolved.bypassConcurrency),
    clock,
    random,
    isClosed: () => isClosed,
    maxStalenessMs: resolved.maxStalenessMs,
    onRead: (ms, name, layer) => measured.read(ms, name, layer),
    confirmed,
  };

  function* keptMarks(): Generator<Mark> {
    for (const { memory } of members.values()) {
      for (const name of memory.names()) yield* memory.peek(name)?.marks ?? [];
    }
  }

  function forget(names: readonly string[]): void {
    for (const name of names) memoryOf(name)?.delete(name);
  }

  function forgetMatching(patterns: readonly string[]): void {
    for (const pattern of patterns) {
      const memory = memoryOf(pattern);
      const matches = matcherOf(pattern);
      for (const name of memory?.names() ?? []) if (matches(name)) memory?.delete(name);
    }
  }

  function memoryOf(name: string): MemoryStore<Entry<unknown>> | undefined {
    return members.get(name.slice(0, name.indexOf(':')))?.memory;
  }

  function onBegin(isLost: boolean): void {
    marks.invalidate([rootTag]);
    for (const { memory } of members.values()) memory.clear();
    onEvent({ kind: 'stream-begun', isLost });
  }

  async function confirmed(wish: InvalidationWish): Promise<Invalidation> {
    const invalidation = await invalidator.invalidate(wish);
    if (invalidation.isConfirmed) return invalidation;
    onEvent({ kind: 'unconfirmed', pending: invalidation.pending });
    if (!resolved.throwOnUnconfirmed) return invalidation;
    throw new CacheError(
      'CACHE_UNCONFIRMED',
      'the shared server did not confirm the invalidation; it is sent again until it does, and not served here meanwhile',
    );
  }

  function health(): CacheHealth {
    const liveMs = Math.max(0, parts.life.untilMs - clock.monotonicMs());
    return {
      isLive: liveMs > 0,
      liveMs,
      isSharedAvailable: parts.tier.isAvailable,
      pending: invalidator.pending,
    };
  }

  function stats(): CacheStats {
    return {
      namespaces: Object.fromEntries([...members].map(([name, member]) => [name, member.stats()])),
      bytes: budget.bytes,
      staleness: staleness.view(),
    };
  }

  const measured = recordMetrics({ stats, health });

  return {
    namespace<const Template extends string, V>(
      name: string,
      namespaceOptions: NamespaceOptions<Template, V>,
    ) {
      if (members.has(name)) {
        throw new CacheError(
          'CACHE_OPTION_INVALID',
          `there is a namespace "${name}" already; give another name`,
        );
      }
      const tenant = namespaceOptions.isGlobal ? undefined : resolved.tenant;
      const own = resolveNamespace(name, namespaceOptions, { graph, tenant });
      const template = parseKeyTemplate(name, namespaceOptions.key, tenant);
      const createStore = own.eviction === 'sieve' ? createSieveStore : createLruStore;
      const memory = budget.join(createStore<Entry<V>>({ ...own, maxBytes: resolved.maxBytes }));
      const open = createNamespace(template, own, memory, parts);
      members.set(name, { ...open, stats: open.namespace.stats });
      return open.namespace;
    },
    invalidateTags: (tags) => confirmed({ tags: tags.map(userTag) }),
    planInvalidation: (entity, id, context = {}) => graph.cascade(entity, id, context),
    invalidateEntity: async (entity, id, context = {}) =>
      confirmed({ tags: graph.cascade(entity, id, context).tags }),
    clear: () => confirmed({ tags: [rootTag] }),
    names: {
      tags: (...tags) => ({ tags: tags.map(userTag) }),
      all: () => ({ tags: [rootTag] }),
    },
    invalidate: (...names) => confirmed(joinNames(names)),
    moment: () =>
      createMoment({
        marks,
        tier: parts.tier,
        hasStore: parts.hasStore,
        position: follower?.position,
      }),
    ready: async (timeoutMs = 5000) => follower?.ready(timeoutMs) ?? true,
    health,
    stats,
    close,
    [Symbol.asyncDispose]: async () => void (await close()),
  };

  async function close(): Promise<{ readonly pending: number }> {
    isClosed = true;
    closing ??= end();
    return closing;
  }

  async function end(): Promise<{ readonly pending: number }> {
    const pending = await invalidator.flush();
    await Promise.all([...members.values()].map(({ savePopular }) => savePopular()));
    invalidator.close();
    measured.stop();
    follower?.close();
    await store?.[Symbol.asyncDispose]();
    for (const { memory } of members.values()) memory.clear();
    return { pending };
  }
}
