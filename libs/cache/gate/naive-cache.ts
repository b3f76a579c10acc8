import type { Redis } from 'ioredis';

import type { TriedCache } from './staleness-program.ts';

/**
 * A cache as it is often written: a map in memory, Redis behind it, and a message to the other processes at each
 * invalidation. It believes that every message arrives.
 */
export function naiveCache(redis: Redis, subscriber: Redis): TriedCache {
  const memory = new Map<string, number>();
  const counts = { memoryHits: 0, sharedHits: 0, misses: 0 };
  void subscriber.subscribe('naive');
  subscriber.on('message', (_, key: string) => memory.delete(key));
  return {
    async get(key, load) {
      const kept = memory.get(key);
      if (kept !== undefined) {
        counts.memoryHits += 1;
        return kept;
      }
      const stored = await redis.get(`naive:${key}`);
      if (stored === null) counts.misses += 1;
      else counts.sharedHits += 1;
      const value = stored === null ? await load() : Number(stored);
      if (stored === null) await redis.set(`naive:${key}`, value, 'PX', 900_000);
      memory.set(key, value);
      return value;
    },
    async invalidate(key) {
      memory.delete(key);
      await redis.del(`naive:${key}`);
      await redis.publish('naive', key);
      return true;
    },
    pending: () => 0,
    stats: () => ({ ...counts, arrivals: [] }),
  };
}
