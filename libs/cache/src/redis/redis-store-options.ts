import { CacheError } from '../errors.ts';
import { isCluster, type RedisConnection } from './commands.ts';

/** How a cache is kept in Redis. */
export interface RedisStoreOptions {
  /**
   * Begins the names of all its keys: caches of the same name on the same server share their values and invalidate each
   * other's. 1 to 100 letters, digits, `_`, `.`, `:` or `-`. Default "cache".
   */
  readonly name?: string;
  /**
   * Entries that the log of invalidations keeps, about (XADD MAXLEN ~). A process that was away for more drops all that
   * it has in memory. From 100. Default 10,000.
   */
  readonly maxLogEntries?: number;
  /**
   * Milliseconds that a stamp stays after its tag was last invalidated, or touched by one of ten loads. Whatever was
   * stamped with it counts as invalidated afterwards, so longer than values stay. From 1. Default 30 days.
   */
  readonly stampTtlMs?: number;
  /**
   * Replicas that must have an invalidation before it is confirmed, so that a failover does not undo it (WAIT). Other
   * commands on the connection wait behind it. Not for Cluster. Default 0: an invalidation of the last moments before a
   * failover can be lost in Redis, which the processes that followed the log notice and the others do not.
   */
  readonly replicas?: number;
  /** Milliseconds that `replicas` may take; then the invalidation is refused and may be sent again. From 1. Default 100. */
  readonly replicaTimeoutMs?: number;
  /**
   * Milliseconds beyond the wait for entries after which the connection that follows the log counts as dead. From 1.
   * Default 1000.
   */
  readonly followMarginMs?: number;
}

/** @throws {CacheError} CACHE_OPTION_INVALID */
export function resolveRedisStoreOptions(
  redis: RedisConnection,
  options: RedisStoreOptions,
): Required<RedisStoreOptions> {
  const { name = 'cache', replicas = 0 } = options;
  if (replicas > 0 && isCluster(redis)) invalid('replicas', replicas, '0 with Redis Cluster');
  refuseReplicaReads(redis);
  return Object.freeze({
    name,
    replicas: whole('replicas', replicas, 0),
    maxLogEntries: whole('maxLogEntries', options.maxLogEntries ?? 10_000, 100),
    stampTtlMs: whole('stampTtlMs', options.stampTtlMs ?? 30 * 24 * 3_600_000, 1),
    replicaTimeoutMs: whole('replicaTimeoutMs', options.replicaTimeoutMs ?? 100, 1),
    followMarginMs: whole('followMarginMs', options.followMarginMs ?? 1000, 1),
  });
}

function refuseReplicaReads(redis: RedisConnection): void {
  if (isCluster(redis)) {
    const { scaleReads } = redis.options;
    if (scaleReads !== 'master') invalid('scaleReads', scaleReads, '"master"');
  } else if (redis.options.role === 'slave') invalid('role', 'slave', '"master"');
}

function whole(name: string, value: number, from: number): number {
  if (!Number.isSafeInteger(value) || value < from)
    invalid(name, value, `a whole number from ${from}`);
  return value;
}

function invalid(name: string, value: unknown, wanted: string): never {
  throw new CacheError(
    'CACHE_OPTION_INVALID',
    `${name} is ${String(value)} and has to be ${wanted}`,
  );
}
