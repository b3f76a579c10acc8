import { type CacheStats, type NamespaceStats, isCacheError } from '@unite/cache';
import { fieldError } from '@unite/problem-details';

import type { RecordCaches } from '../cache/record-caches.ts';
import type { Clock } from '../clock.ts';
import { problems } from '../problems.ts';
import { createCacheMinutes, readsOf } from './cache-minutes.ts';
import {
  type CacheExplanation,
  type ExplainQuery,
  type OperationsCache,
  cacheNamespaces,
} from './cache-schemas.ts';

/** Looks at the cache of this process. */
export interface CacheLooks {
  /** Everybody's numbers, and the most popular keys of `workspaceId`. */
  look(workspaceId: string): Promise<OperationsCache>;
  /** @throws {Problem} `validation` for what cannot be a key, `not-found` where nothing is cached */
  explain(workspaceId: string, query: ExplainQuery): Promise<CacheExplanation>;
}

/** What {@link createCacheLooks} needs. */
export interface CacheLooksOptions {
  /** Null where nothing is cached. */
  readonly caches: RecordCaches | null;
  /** Start of this process, epoch milliseconds. */
  readonly startedAtMs: number;
  readonly clock: Clock;
}

const shownKeys = 10;

/** Begins to note how reads were answered. */
export function createCacheLooks({ caches, startedAtMs, clock }: CacheLooksOptions): CacheLooks {
  const minutes = createCacheMinutes(clock);
  caches?.onSecond(minutes.sample);

  async function topKeys(workspaceId: string): Promise<OperationsCache['topKeys']> {
    const found = await Promise.all(
      (caches?.keys ?? []).map(async ({ namespace, popular }) =>
        (await popular(workspaceId, shownKeys)).map((one) => ({ namespace, ...one })),
      ),
    );
    return found
      .flat()
      .flatMap(({ namespace, ...one }) =>
        isNamespace(namespace) ? [{ namespace, ...one, reads: Math.round(one.reads) }] : [],
      )
      .sort((one, other) => other.reads - one.reads)
      .slice(0, shownKeys);
  }

  return {
    async look(workspaceId) {
      if (caches) minutes.sample(caches.stats());
      const stats = caches?.stats() ?? nothing;
      const all = Object.values(stats.namespaces);
      const sum = (of: (one: NamespaceStats) => number) =>
        all.reduce((total, one) => total + of(one), 0);
      return {
        scope: 'process',
        startedAt: instant(startedAtMs),
        observedAt: instant(clock.now()),
        ...stateOf(caches),
        memory: {
          bytes: stats.bytes,
          maxBytes: caches?.maxBytes ?? 0,
          entries: sum(({ entries }) => entries),
          evictions: sum(({ evictions }) => evictions),
        },
        total: readsOf(stats),
        minutes: minutes
          .view()
          .map(({ startsAtMs, ...reads }) => ({ startsAt: instant(startsAtMs), ...reads })),
        namespaces: cacheNamespaces.flatMap((namespace) => {
          const one = stats.namespaces[namespace];
          return one ? [{ namespace, ...namespaceOf(one) }] : [];
        }),
        staleness: {
          ...stats.staleness,
          buckets: stats.staleness.buckets.map(({ upToMs, count }) => ({
            upToMs: finite(upToMs),
            count,
          })),
        },
        topKeys: await topKeys(workspaceId),
      };
    },
    async explain(workspaceId, { namespace, key }) {
      const keys = caches?.keys.find((one) => one.namespace === namespace);
      if (keys === undefined) throw problems.notFound();
      try {
        const { name, tags, memory, shared, ...rest } = await keys.explain(workspaceId, key);
        const { isLoading, isLive, isUnconfirmed } = rest;
        return {
          ...{ namespace, key, name, tags: [...tags] },
          memory: { state: memory.state, leftMs: 'leftMs' in memory ? memory.leftMs : null },
          shared: {
            state: shared.state,
            leftMs: 'leftMs' in shared ? shared.leftMs : null,
            loadMs: 'loadMs' in shared ? shared.loadMs : null,
          },
          ...{ isLoading, isLive, isUnconfirmed },
        };
      } catch (error) {
        if (!isCacheError(error, 'CACHE_KEY_INVALID')) throw error;
        const message = 'Is no key of this namespace';
        throw problems.validation({
          errors: [fieldError(['key'], 'query', 'invalid_key', message)],
          cause: error,
        });
      }
    },
  };
}

const nothing: CacheStats = {
  namespaces: {},
  bytes: 0,
  staleness: { count: 0, maxMs: 0, buckets: [] },
};

function stateOf(
  caches: RecordCaches | null,
): Pick<OperationsCache, 'state' | 'isLive' | 'pending' | 'waiting'> {
  if (!caches) return { state: 'off', isLive: false, pending: 0, waiting: 0 };
  const { isLive, pending } = caches.health();
  const numbers = { isLive, pending, waiting: caches.waiting() };
  if (!caches.hasRedis) return { state: 'memory', ...numbers };
  return { state: caches.isWhole() ? 'whole' : 'cut-off', ...numbers };
}

function namespaceOf(
  stats: NamespaceStats,
): Omit<OperationsCache['namespaces'][number], 'namespace'> {
  const { loads, loadFailures, loadMs, refusedFills, entries, bytes, evictions } = stats;
  const reads = readsOf({ namespaces: { stats } });
  // The time of loads that failed is not counted.
  const loaded = loads - loadFailures;
  const meanLoadMs = loaded === 0 ? null : loadMs / loaded;
  return { ...reads, loads, loadFailures, meanLoadMs, refusedFills, entries, bytes, evictions };
}

function isNamespace(name: string): name is (typeof cacheNamespaces)[number] {
  return cacheNamespaces.some((one) => one === name);
}

function finite(ms: number): number | null {
  return Number.isFinite(ms) ? ms : null;
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
