import type { CacheStats } from '@unite/cache';

import type { Clock } from '../clock.ts';

/** How the reads of one minute were answered. */
export interface CacheMinute {
  /** Epoch milliseconds. */
  readonly startsAtMs: number;
  readonly memory: number;
  readonly shared: number;
  readonly loader: number;
  /** Past their time to live. */
  readonly stale: number;
}

/** The reads of the last hour, minute by minute. */
export interface CacheMinutes {
  /** Books what has happened since the last time on the present minute. */
  sample(stats: CacheStats): void;
  /** Oldest first; at most 61, of which the first and the last are no whole minutes of the hour. */
  view(): readonly CacheMinute[];
}

const minuteMs = 60_000;
const keptMs = 60 * minuteMs;

type Reads = Omit<CacheMinute, 'startsAtMs'>;

const none: Reads = { memory: 0, shared: 0, loader: 0, stale: 0 };

/** No reads yet. */
export function createCacheMinutes(clock: Clock): CacheMinutes {
  const minutes = new Map<number, Reads>();
  let before = none;
  return {
    sample(stats) {
      const now = readsOf(stats);
      const startsAtMs = Math.floor(clock.now() / minuteMs) * minuteMs;
      const since = combine(now, before, (all, earlier) => all - earlier);
      minutes.set(
        startsAtMs,
        combine(minutes.get(startsAtMs) ?? none, since, (sum, more) => sum + more),
      );
      before = now;
      for (const atMs of minutes.keys()) if (atMs < startsAtMs - keptMs) minutes.delete(atMs);
    },
    view: () => [...minutes].map(([startsAtMs, reads]) => ({ startsAtMs, ...reads })),
  };
}

/** How all reads so far were answered. */
export function readsOf({ namespaces }: Pick<CacheStats, 'namespaces'>): Reads {
  return Object.values(namespaces)
    .map(({ memoryHits, sharedHits, misses, staleServed }) => ({
      memory: memoryHits,
      shared: sharedHits,
      loader: misses,
      stale: staleServed,
    }))
    .reduce((sum, more) => combine(sum, more, (one, other) => one + other), none);
}

function combine(one: Reads, other: Reads, by: (one: number, other: number) => number): Reads {
  return {
    memory: by(one.memory, other.memory),
    shared: by(one.shared, other.shared),
    loader: by(one.loader, other.loader),
    stale: by(one.stale, other.stale),
  };
}
