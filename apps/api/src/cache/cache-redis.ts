import { Redis } from 'ioredis';

/** Longest wait for a connection, in milliseconds. */
const connectTimeoutMs = 2_000;

/** Longest wait between two attempts to connect, in milliseconds. */
const maxRetryMs = 1_000;

/**
 * The cache's own connection to Redis, which connects at once and for ever anew. Nothing that is asked of it waits for
 * a connection: what cannot be sent now is refused now, and the database answers instead.
 *
 * @param onError told of each failure, by which ioredis would end the process otherwise
 */
export function openCacheRedis(url: string, onError: (error: Error) => void): Redis {
  const redis = new Redis(url, {
    connectionName: 'unite-api-cache',
    connectTimeout: connectTimeoutMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    keepAlive: 10_000,
    retryStrategy: (attempt) => Math.min(50 * attempt, maxRetryMs),
  });
  redis.on('error', onError);
  return redis;
}
