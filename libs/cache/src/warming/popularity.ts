import { checkNumber } from '../check-option.ts';
import { type Random } from '../random.ts';
import { createCounters } from './counters.ts';
import { parseSnapshot, type PopularitySnapshot } from './popularity-snapshot.ts';

/** How often a name was recorded, as far as a bounded sketch knows. */
export interface PopularName {
  readonly name: string;
  /** Records, of which old ones count less (see {@link PopularityOptions.agesAfter}). */
  readonly count: number;
  /** By how much `count` may be too high. */
  readonly error: number;
}

/**
 * The names that are asked for most: Space-Saving ("Efficient Computation of Frequent and Top-k Elements", Metwally,
 * Agrawal, El Abbadi, ICDT 2005), which keeps `capacity` counters.
 *
 * Of the records that it counts, `total` of them, weighed by age: `count - error` ≤ true count < `count` + 1 for each
 * name that it keeps, and `error` ≤ `total` / `capacity` + 1. So each name with more than `total` / `capacity` + 1
 * records is kept. In a merged sketch, `total` is that of all, `capacity` the smallest of theirs, and instead of 1
 * stands the number of sketches that it was merged from. Where only every nth is counted, at random, counts are
 * estimates besides: the standard deviation of a true count c is sqrt(c * (n - 1)).
 */
export interface Popularity {
  /** One use of `name`. Amortised constant time: all counts are halved after at least `agesAfter` / 2 counted records. */
  record(name: string): void;
  /** The `limit` most popular, most popular first; of equals, in no promised order. */
  top(limit: number): PopularName[];
  /** Records counted, weighed by age. */
  readonly total: number;
  /** Names kept. */
  readonly size: number;
  /** To be stored, and merged into others: at most `capacity` names. */
  toJSON(): PopularitySnapshot;
  /**
   * Adds what another counted ("Mergeable Summaries", Agarwal et al., PODS 2012).
   *
   * @param snapshot what {@link toJSON} made there, parsed; anything else is refused
   * @returns false when it is no snapshot, or one of another `sampleEvery`; nothing has changed then
   */
  merge(snapshot: unknown): boolean;
  clear(): void;
}

/** Options of {@link createPopularity}. */
export interface PopularityOptions {
  /** Names kept, from 1 to 100,000; 1,000 by default. Several times as many as are asked for make their order exact. */
  readonly capacity?: number;
  /** Counted records after which all counts are halved, so that what was popular is forgotten; 10 for each name kept by default. */
  readonly agesAfter?: number;
  /** Every how many records one is counted, at random; 1 counts all of them; 16 by default. */
  readonly sampleEvery?: number;
  readonly random: Random;
}

/** @throws {CacheError} CACHE_OPTION_INVALID */
export function createPopularity(options: PopularityOptions): Popularity {
  const { capacity = 1_000, sampleEvery = 16, random } = options;
  checkNumber('capacity', capacity, { min: 1, max: 100_000, isWhole: true });
  const { agesAfter = 10 * capacity } = options;
  checkNumber('agesAfter', agesAfter, { min: Math.max(2, capacity), isWhole: true });
  checkNumber('sampleEvery', sampleEvery, { min: 1, max: 10_000, isWhole: true });
  const counters = createCounters(capacity);
  const perSkip = Math.log(1 - 1 / sampleEvery);
  let total = 0;
  let skip = nextSkip();

  /** How many records to pass over: geometric, so that each is counted with the same probability, by itself. */
  function nextSkip(): number {
    return sampleEvery === 1 ? 0 : Math.floor(Math.log(1 - random.fraction()) / perSkip);
  }

  function age(): void {
    while (total >= agesAfter) {
      counters.halve();
      total = Math.ceil(total / 2);
    }
  }

  return {
    record(name) {
      if (skip > 0) {
        skip -= 1;
        return;
      }
      skip = nextSkip();
      counters.increment(name);
      total += 1;
      if (total >= agesAfter) age();
    },
    top: (limit) =>
      counters.descending(limit).map(([name, count, error]) => ({
        name,
        count: count * sampleEvery,
        error: error * sampleEvery,
      })),
    get total() {
      return total * sampleEvery;
    },
    get size() {
      return counters.size;
    },
    toJSON: () => ({
      sampleEvery,
      total,
      unseen: counters.unseen,
      names: counters.descending(capacity),
    }),
    merge(snapshot) {
      const other = parseSnapshot(snapshot);
      if (other?.sampleEvery !== sampleEvery) return false;
      counters.add(other.names, other.unseen);
      total += other.total;
      age();
      return true;
    },
    clear() {
      counters.reset([], 0);
      total = 0;
    },
  };
}
