import { checkNumber } from './check-option.ts';
import { systemClock, type Clock } from './clock.ts';
import { CacheError } from './errors.ts';
import type { EntityDeclaration } from './graph/entity-graph.ts';
import { systemRandom, type Random } from './random.ts';
import type { SharedStore } from './shared-store.ts';

/** How a cache is made. */
export interface CacheOptions<Entity extends string = string> {
  /**
   * The server that all processes share: `redisStore(redis)` of `@unite/cache/redis`. It is closed with the cache.
   * Absent: memory alone, for a program that is one process.
   */
  readonly shared?: SharedStore;
  /**
   * The placeholder that keeps tenants apart, such as `workspace`. Every namespace's key has to begin with it, unless
   * the namespace says that it `isGlobal`. Default none.
   */
  readonly tenant?: string;
  /** Entities and what depends on them, for {@link Cache.invalidateEntity}. Default none. */
  readonly entities?: Readonly<Record<Entity, EntityDeclaration<NoInfer<Entity>>>>;
  /** The most entities that one {@link Cache.invalidateEntity} may reach. At least 1. Default 10,000. */
  readonly maxCascade?: number;
  /** The most bytes that all namespaces take in memory together. Default 64 MiB. */
  readonly maxBytes?: number;
  /**
   * Milliseconds within which every process stops serving from memory what another one invalidated, whatever fails:
   * memory is served only while the stream of invalidations is known to be younger. From twice `heartbeatMs` to 5000.
   * Default 2000.
   */
  readonly maxStalenessMs?: number;
  /** Milliseconds after which a quiet stream of invalidations is proven to be alive. At least 10. Default 500. */
  readonly heartbeatMs?: number;
  /** Milliseconds that a read waits for the shared server. At least 1. Default 50. */
  readonly sharedTimeoutMs?: number;
  /** Milliseconds that an invalidation waits for the shared server before it is reported as unconfirmed. Default 1000. */
  readonly confirmTimeoutMs?: number;
  /** Whether an invalidation that was not confirmed rejects, with CACHE_UNCONFIRMED; it is sent again all the same. Default false. */
  readonly throwOnUnconfirmed?: boolean;
  /** The most names that wait for the shared server; above it everything is invalidated instead. Default 10,000. */
  readonly maxPending?: number;
  /** The most loads at once while the shared server does not answer. At least 1. Default 32. */
  readonly bypassConcurrency?: number;
  /** Told of what went wrong and of what was mended. Must not throw. Default nobody. */
  readonly onEvent?: (event: CacheEvent) => void;
  /** Default the machine's. */
  readonly clock?: Clock;
  /** Default the machine's. */
  readonly random?: Random;
}

/** What a cache tells beside its answers. */
export type CacheEvent =
  /** The shared server failed to answer a question, or refused it. */
  | { readonly kind: 'shared-failed'; readonly error: unknown }
  /** The stream of invalidations failed; memory is served until `maxStalenessMs` after its last sign of life. */
  | { readonly kind: 'stream-failed'; readonly error: unknown }
  /** The stream is read again from its present end, and memory was emptied. `isLost`: the server had lost some of it. */
  | { readonly kind: 'stream-begun'; readonly isLost: boolean }
  /** An invalidation waits for the server to confirm it. */
  | { readonly kind: 'unconfirmed'; readonly pending: number };

/** {@link CacheOptions} with every default in place. */
export type ResolvedCacheOptions<Entity extends string> = Required<
  Omit<CacheOptions<Entity>, 'shared' | 'tenant'>
> &
  Pick<CacheOptions<Entity>, 'shared' | 'tenant'>;

/**
 * Checks `options` and fills in what is absent.
 *
 * @throws {CacheError} CACHE_OPTION_INVALID, naming the option and its range
 */
export function resolveCacheOptions<Entity extends string>(
  options: CacheOptions<Entity>,
): ResolvedCacheOptions<Entity> {
  const heartbeatMs = checkNumber('heartbeatMs', options.heartbeatMs ?? 500, {
    min: 10,
    max: 2500,
  });
  const known: ResolvedCacheOptions<Entity> = {
    ...(options.shared && { shared: options.shared }),
    ...(options.tenant !== undefined && { tenant: options.tenant }),
    // Without declarations there is no entity to name.
    entities: options.entities ?? ({} as Record<Entity, EntityDeclaration<Entity>>),
    maxCascade: checkNumber('maxCascade', options.maxCascade ?? 10_000, { min: 1, isWhole: true }),
    maxBytes: checkNumber('maxBytes', options.maxBytes ?? 64 * 2 ** 20, { min: 1, isWhole: true }),
    heartbeatMs,
    maxStalenessMs: checkNumber(
      'maxStalenessMs',
      options.maxStalenessMs ?? Math.max(2000, 2 * heartbeatMs),
      {
        min: 2 * heartbeatMs,
        max: 5000,
      },
    ),
    sharedTimeoutMs: checkNumber('sharedTimeoutMs', options.sharedTimeoutMs ?? 50, {
      min: 1,
      max: 60_000,
    }),
    confirmTimeoutMs: checkNumber('confirmTimeoutMs', options.confirmTimeoutMs ?? 1000, {
      min: 1,
      max: 60_000,
    }),
    throwOnUnconfirmed: options.throwOnUnconfirmed ?? false,
    maxPending: checkNumber('maxPending', options.maxPending ?? 10_000, { min: 1, isWhole: true }),
    bypassConcurrency: checkNumber('bypassConcurrency', options.bypassConcurrency ?? 32, {
      min: 1,
      isWhole: true,
    }),
    onEvent: options.onEvent ?? (() => undefined),
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
  };
  const unknown = Object.keys(options).find((name) => !(name in known) && !optional.has(name));
  if (unknown) throw new CacheError('CACHE_OPTION_INVALID', `createCache has no option ${unknown}`);
  return known;
}

const optional = new Set(['shared', 'tenant']);
