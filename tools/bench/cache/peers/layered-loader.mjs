import { Redis } from 'ioredis6';
import { createNotificationPair, Loader, RedisCache } from 'layered-loader';

/** layered-loader with memory, Redis and its notifications over Redis. */
export async function open({ url, busUrl, name, ttlMs, maxEntries }) {
  const connect = (to) => {
    const redis = new Redis(to, { retryStrategy: () => 100, maxRetriesPerRequest: 1 });
    redis.on('error', () => undefined);
    return redis;
  };
  const connections = [connect(url), connect(busUrl), connect(busUrl)];
  const [redis, publisherRedis, consumerRedis] = connections;
  const pair = createNotificationPair({ channel: `${name}-bus`, publisherRedis, consumerRedis });
  const loads = new Map();
  const loader = new Loader({
    inMemoryCache: { ttlInMsecs: ttlMs, maxItems: maxEntries },
    asyncCache: new RedisCache(redis, { prefix: name, json: true, ttlInMsecs: ttlMs }),
    notificationConsumer: pair.consumer,
    notificationPublisher: pair.publisher,
    dataSourceGetOneFn: (key) => loads.get(key)(),
    dataSourceGetManyFn: async () => [],
    cacheKeyFromValueResolver: () => '',
    logger: { error: () => undefined },
    loadErrorHandler: () => undefined,
    cacheUpdateErrorHandler: () => undefined,
    throwIfLoadError: true,
  });
  await loader.init();
  return {
    key: (id) => id,
    get(key, load) {
      loads.set(key, load);
      return loader.get(key);
    },
    /** As it is used where the loader is given once. */
    getAgain: (key) => loader.get(key),
    peek: (key) => loader.getInMemoryOnly(key),
    getMany: (keys) => loader.getMany(keys),
    dropMemory: (key) => loader.inMemoryCache.delete(key),
    delete: (key) => loader.invalidateCacheFor(key),
    async close() {
      for (const connection of connections) connection.disconnect();
    },
  };
}
