import type { Cache, CacheExplanation } from './cache.ts';

const at = '2026-11-28T06:00:00.000Z';

/** What a cache tells to which nothing has happened yet, for specs. */
export function cacheStandIn(overrides: Partial<Cache> = {}): Cache {
  return {
    scope: 'process',
    startedAt: at,
    observedAt: at,
    state: 'whole',
    isLive: true,
    pending: 0,
    waiting: 0,
    memory: { bytes: 0, maxBytes: 67_108_864, entries: 0, evictions: 0 },
    total: { memory: 0, shared: 0, loader: 0, stale: 0 },
    minutes: [],
    namespaces: [],
    staleness: { count: 0, maxMs: 0, buckets: [] },
    topKeys: [],
    ...overrides,
  };
}

/** What is known of a page that is in memory and in Redis, for specs. */
export function explanationStandIn(overrides: Partial<CacheExplanation> = {}): CacheExplanation {
  return {
    namespace: 'contacts',
    key: 'sort.name~limit.50',
    name: 'contacts:workspace:w1:sort.name~limit.50',
    tags: ['*', 'n:contacts', 'a:contact:w1'],
    memory: { state: 'fresh', leftMs: 252_000 },
    shared: { state: 'fresh', leftMs: 852_000, loadMs: 3 },
    isLoading: false,
    isLive: true,
    isUnconfirmed: false,
    ...overrides,
  };
}
