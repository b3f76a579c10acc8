/** How long invalidations of other processes took to arrive here, from the server's log to memory. */
export interface Staleness {
  record(ms: number): void;
  view(): StalenessView;
}

/** A histogram. */
export interface StalenessView {
  readonly count: number;
  /** The longest, in milliseconds; 0 when there was none. */
  readonly maxMs: number;
  /** How many took at most `upToMs` and more than the bound before; the last has no bound. */
  readonly buckets: readonly { readonly upToMs: number; readonly count: number }[];
}

/** In milliseconds; the last but one is the most that `maxStalenessMs` may be. */
export const stalenessBoundsMs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, Infinity];

/** None yet. */
export function createStaleness(): Staleness {
  const counts = stalenessBoundsMs.map(() => 0);
  let count = 0;
  let maxMs = 0;
  return {
    record(ms) {
      const at = stalenessBoundsMs.findIndex((bound) => ms <= bound);
      counts[at] = (counts[at] ?? 0) + 1;
      count += 1;
      maxMs = Math.max(maxMs, ms);
    },
    view: () => ({
      count,
      maxMs,
      buckets: stalenessBoundsMs.map((upToMs, at) => ({ upToMs, count: counts[at] ?? 0 })),
    }),
  };
}
