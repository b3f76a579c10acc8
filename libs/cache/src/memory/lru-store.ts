import { LRUCache } from 'lru-cache';

import { requireBytes, type MemoryBounds, type MemoryStore } from './memory-store.ts';

/** A store that gives up what was not used for longest. */
export function createLruStore<V extends NonNullable<unknown>>(
  bounds: MemoryBounds,
): MemoryStore<V> {
  const maxEntryBytes = Math.min(bounds.maxEntryBytes, bounds.maxBytes);
  let evictions = 0;
  const cache = new LRUCache<string, V>({
    max: bounds.maxEntries,
    maxSize: bounds.maxBytes,
    dispose(_value, _name, reason) {
      if (reason === 'evict') evictions += 1;
    },
  });

  return {
    get: (name) => cache.get(name),
    peek: (name) => cache.peek(name),
    set(name, value, bytes) {
      requireBytes(bytes);
      if (bytes > maxEntryBytes) {
        cache.delete(name);
        return false;
      }
      // lru-cache keeps the size of before when the very same value is set again.
      if (cache.peek(name) === value) cache.delete(name);
      cache.set(name, value, { size: bytes });
      return true;
    },
    delete: (name) => cache.delete(name),
    evict(except) {
      for (const name of cache.rkeys()) {
        if (name === except) continue;
        cache.delete(name);
        evictions += 1;
        return true;
      }
      return false;
    },
    clear: () => cache.clear(),
    get size() {
      return cache.size;
    },
    get bytes() {
      return cache.calculatedSize;
    },
    get evictions() {
      return evictions;
    },
    names: () => [...cache.keys()].values(),
  };
}
