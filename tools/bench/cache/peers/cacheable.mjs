import { createKeyv } from '@cacheable/memory';
import KeyvRedis, { createClient } from '@keyv/redis';
import { RedisMessageProvider } from '@qified/redis';
import { Cacheable } from 'cacheable';
import { Keyv } from 'keyv';

/** cacheable with memory, Redis, and its synchronization over Redis. */
export async function open({ url, busUrl, name, ttlMs, maxEntries, tags }) {
  const client = createClient({ url, socket: { reconnectStrategy: () => 100 } });
  client.on('error', () => undefined);
  const secondary = new Keyv(new KeyvRedis(client, { throwOnConnectError: false }));
  secondary.on('error', () => undefined);
  const provider = new RedisMessageProvider({ uri: busUrl });
  const cache = new Cacheable({
    primary: createKeyv({ lruSize: maxEntries }),
    secondary,
    ttl: ttlMs,
    namespace: name,
    tags: tags !== undefined,
    sync: { qified: provider },
  });
  cache.on('error', () => undefined);
  return {
    key: (id) => id,
    get: (key, load) =>
      cache.getOrSet(key, load, { throwErrors: 'function', ...(tags && { tags }) }),
    getMany: (keys) => cache.getMany(keys),
    dropMemory: (key) => cache.primary.delete(key),
    delete: (key) => cache.delete(key),
    deleteTag: (tag) => cache.tags.invalidateTag(tag),
    async close() {
      await cache.disconnect();
      await provider.disconnect?.();
    },
  };
}
