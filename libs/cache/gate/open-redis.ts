import { Redis, type RedisOptions } from 'ioredis';

/** A client that ends with its scope: one that was left by a measurement that failed would keep the process from ending. */
export function openRedis(
  url: string,
  options: Omit<RedisOptions, 'replyMapping'> = {},
): Redis & Disposable {
  const redis = new Redis(url, options);
  return Object.assign(redis, { [Symbol.dispose]: () => redis.disconnect() });
}
