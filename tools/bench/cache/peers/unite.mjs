import { Redis } from 'ioredis6';

import { createCache, jsonCodec } from '../../../../libs/cache/src/index.ts';
import { redisStore } from '../../../../libs/cache/src/redis/index.ts';

/** This lib. What others call a bus is its log, which it follows over a connection of its own. */
export async function open({ url, busUrl, name, ttlMs, maxEntries, tags, hardTimeoutMs }) {
  const connect = (to) => {
    const redis = new Redis(to, { retryStrategy: () => 100, maxRetriesPerRequest: 1 });
    redis.on('error', () => undefined);
    return redis;
  };
  const redis = connect(url);
  const store = redisStore(redis, { name });
  const busRedis = busUrl === url ? redis : connect(busUrl);
  const bus = busUrl === url ? store : redisStore(busRedis, { name });
  const cache = createCache({ shared: { ...store, follow: bus.follow } });
  const values = cache.namespace('bench', {
    key: '{id}',
    codec: jsonCodec(),
    ttlMs,
    sharedTtlMs: ttlMs,
    maxEntries,
    jitter: 0,
    ...(hardTimeoutMs && { hardTimeoutMs }),
    ...(tags && { tags: () => tags }),
  });
  await cache.ready();
  return {
    key: (id) => ({ id }),
    get: (key, load) => values.get(key, load),
    peek: (key) => values.peek(key),
    getMany: (keys, load) => values.getMany(keys, load),
    delete: (key) => values.delete(key),
    deleteTag: (tag) => cache.invalidateTags([tag]),
    async close() {
      await cache.close();
      await bus[Symbol.asyncDispose]();
      busRedis.disconnect();
      redis.disconnect();
    },
  };
}
