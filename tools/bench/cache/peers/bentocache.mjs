import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { redisBusDriver, redisDriver } from 'bentocache/drivers/redis';
import { Redis } from 'ioredis';

/** bentocache with memory, Redis and its bus over Redis, which is what its documentation recommends. */
export async function open(options) {
  const { url, busUrl, name, ttlMs, maxEntries, tags, hardTimeoutMs, serialize = true } = options;
  const redis = new Redis(url, { retryStrategy: () => 100, maxRetriesPerRequest: 1 });
  redis.on('error', () => undefined);
  const { hostname: host, port, password } = new URL(busUrl);
  const bento = new BentoCache({
    default: 'tiered',
    prefix: name,
    ttl: ttlMs,
    ...(hardTimeoutMs && { hardTimeout: hardTimeoutMs }),
    stores: {
      tiered: bentostore()
        .useL1Layer(memoryDriver({ maxItems: maxEntries, serialize }))
        .useL2Layer(redisDriver({ connection: redis }))
        .useBus(
          redisBusDriver({
            connection: {
              ...{ host, port: Number(port), password: decodeURIComponent(password) },
              retryStrategy: () => 100,
            },
          }),
        ),
    },
  });
  return {
    key: (id) => id,
    get: (key, load) => bento.getOrSet({ key, factory: load, ...(tags && { tags }) }),
    delete: (key) => bento.delete({ key }),
    deleteTag: (tag) => bento.deleteByTag({ tags: [tag] }),
    async close() {
      await bento.disconnectAll();
    },
  };
}
