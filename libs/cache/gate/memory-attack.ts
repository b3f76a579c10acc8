import { createCache, jsonCodec } from '../src/index.ts';
import { redisStore } from '../src/redis/index.ts';
import { usedBytes } from '../test/heap.ts';
import { openRedis } from './open-redis.ts';
import { ownServer } from './staleness-faults.ts';

/** How many keys are read once each. */
export interface Attack {
  readonly keys: number;
  /** After which the bounds are reached, and it is looked for the first time. */
  readonly warmKeys: number;
  /** Of the namespace. Default 500. */
  readonly maxEntries?: number;
}

/** What it left. */
export interface AttackOutcome {
  /** In V8's heap and buffers, after garbage was collected. */
  readonly grownBytes: number;
  readonly warmBytes: number;
  readonly rssBytes: number;
  readonly entries: number;
  readonly flights: number;
  /** Values that Redis has had. */
  readonly stored: number;
}

/** Reads at once. */
const concurrency = 256;

/** Reads, and now and then invalidates, keys that nobody asks for again, with Redis behind memory. */
export async function attack({ keys, warmKeys, maxEntries = 500 }: Attack): Promise<AttackOutcome> {
  await using server = await ownServer();
  using redis = openRedis(server.url);
  await redis.config('SET', 'maxmemory', '64mb');
  await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
  await using cache = createCache({ shared: redisStore(redis), sharedTimeoutMs: 5000 });
  const items = cache.namespace('items', {
    key: '{group}:{id}',
    codec: jsonCodec<string>(),
    maxEntries,
    tags: ({ id }) => (Number(id) % 10 === 0 ? [`tag-${id}`] : []),
  });
  await cache.ready();
  let next = 0;
  async function readUntil(end: number): Promise<void> {
    while (next < end) {
      const id = (next += 1);
      const key = { group: id % 1000, id };
      await items.get(key, () => `value ${id}`);
      if (id % 100 === 0) await items.delete(key);
    }
  }
  const readAll = (end: number) =>
    Promise.all(Array.from({ length: concurrency }, () => readUntil(end)));
  await readAll(warmKeys);
  const warmBytes = usedBytes();
  await readAll(keys);
  const grownBytes = usedBytes() - warmBytes;
  const rssBytes = process.memoryUsage.rss();
  const info = await redis.info('commandstats');
  const { entries, flights } = items.stats();
  const stored = Number(/cmdstat_set:calls=(\d+)/.exec(info)?.[1] ?? 0);
  return { grownBytes, warmBytes, rssBytes, entries, flights, stored };
}
