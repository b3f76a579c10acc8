import type { CacheStats, NamespaceStats } from '@unite/cache';

import { createCacheMinutes } from './cache-minutes.ts';

const minuteMs = 60_000;

describe('the reads of the last hour', () => {
  let now = 0;
  const minutes = () => createCacheMinutes({ now: () => now });
  const stats = (...all: Partial<NamespaceStats>[]): CacheStats => ({
    namespaces: Object.fromEntries(
      // Only what is read of them.
      all.map((one, at) => [`n${at}`, { ...zero, ...one } as NamespaceStats]),
    ),
    bytes: 0,
    staleness: { count: 0, maxMs: 0, buckets: [] },
  });
  const zero = { memoryHits: 0, sharedHits: 0, misses: 0, staleServed: 0 };

  beforeEach(() => (now = 100 * minuteMs));

  it('are booked on the minute in which they are seen, over all namespaces', () => {
    const ring = minutes();
    ring.sample(stats({ memoryHits: 7, misses: 1 }, { memoryHits: 1, sharedHits: 2 }));
    now += 30_000;
    ring.sample(stats({ memoryHits: 9, misses: 1 }, { memoryHits: 1, sharedHits: 2 }));
    now += 30_000;
    ring.sample(stats({ memoryHits: 9, misses: 2, staleServed: 3 }, { memoryHits: 1 }, zero));
    const first = { memory: 10, shared: 2, loader: 1, stale: 0 };
    expect(ring.view()[0]).toEqual({ startsAtMs: 100 * minuteMs, ...first });
    expect(ring.view()[1]).toMatchObject({ startsAtMs: 101 * minuteMs, loader: 1, stale: 3 });
  });

  it('are of an hour, however long the process runs', () => {
    const ring = minutes();
    for (let count = 0; count < 200; count += 1) {
      ring.sample(stats({ memoryHits: count }));
      now += minuteMs;
    }
    const seen = ring.view();
    expect(seen).toHaveLength(61);
    expect(seen[0]?.startsAtMs).toBe(now - 61 * minuteMs);
    expect(seen.every(({ memory }) => memory === 1)).toBe(true);
  });
});
