import { createKeyv } from '@cacheable/memory';
import KeyvRedis, { createClient } from '@keyv/redis';
import { createCache } from 'cache-manager';
import { Keyv } from 'keyv';

/** cache-manager with memory and Redis. It has neither a bus nor tags. */
export async function open({ url, name, ttlMs, maxEntries }) {
  const client = createClient({ url, socket: { reconnectStrategy: () => 100 } });
  client.on('error', () => undefined);
  const memory = createKeyv({ lruSize: maxEntries });
  memory.namespace = name;
  const shared = new Keyv({
    store: new KeyvRedis(client, { throwOnConnectError: false }),
    namespace: name,
  });
  shared.on('error', () => undefined);
  const cache = createCache({ stores: [memory, shared], ttl: ttlMs });
  return {
    key: (id) => id,
    get: (key, load) => cache.wrap(key, load),
    getMany: (keys) => cache.mget(keys),
    dropMemory: (key) => memory.delete(key),
    delete: (key) => cache.del(key),
    async close() {
      await cache.disconnect();
    },
  };
}
