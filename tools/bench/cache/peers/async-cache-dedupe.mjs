import { createCache } from 'async-cache-dedupe';
import { Redis } from 'ioredis';

const silent = Object.fromEntries(
  ['trace', 'debug', 'info', 'warn', 'error'].map((level) => [level, () => undefined]),
);

/** async-cache-dedupe, which has one tier: Redis, or with `isMemory` memory. Its references are tags. */
export async function open({ url, ttlMs, tags, isMemory = false }) {
  const redis = new Redis(url, { retryStrategy: () => 100, maxRetriesPerRequest: 1 });
  redis.on('error', () => undefined);
  const loads = new Map();
  const cache = createCache({
    ttl: Math.ceil(ttlMs / 1000),
    storage: isMemory
      ? { type: 'memory' }
      : {
          type: 'redis',
          options: { client: redis, log: silent, invalidation: { referencesTTL: 600 } },
        },
    onError: () => undefined,
  });
  cache.define('value', { ...(tags && { references: () => tags }) }, (key) => loads.get(key)());
  return {
    key: (id) => id,
    get(key, load) {
      loads.set(key, load);
      return cache.value(key);
    },
    getAgain: (key) => cache.value(key),
    delete: (key) => cache.clear('value', key),
    deleteTag: (tag) => cache.invalidateAll(tag),
    async close() {
      redis.disconnect();
    },
  };
}
