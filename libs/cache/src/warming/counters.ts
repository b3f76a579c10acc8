/** A name with its count. */
interface Counter {
  readonly name: string;
  readonly error: number;
  /** Has its count. */
  bucket: Bucket;
  previous: Counter | undefined;
  next: Counter | undefined;
}

/** All counters of one count, in a list of buckets with rising counts. */
interface Bucket {
  count: number;
  first: Counter | undefined;
  lower: Bucket | undefined;
  higher: Bucket | undefined;
}

/** Name, count, and by how much the count may be too high. */
export type CounterEntry = readonly [name: string, count: number, error: number];

/**
 * The counters of Space-Saving in the order of their counts ("stream summary" in the paper): a counter moves to the
 * next bucket in constant time, and the lowest is always known.
 */
export interface Counters {
  /** Counts `name` once more. One that is not kept replaces one of the lowest, and takes over its count as error. */
  increment(name: string): void;
  /** At most `limit`, the highest first. */
  descending(limit: number): CounterEntry[];
  /** Halves all counts, rounded down; those without a count are given up. */
  halve(): void;
  /** Adds the counters of another, which may have counted others than `entries` up to `unseen` times each. */
  add(entries: readonly CounterEntry[], unseen: number): void;
  /** Begins anew with `entries`; any other name may have been counted up to `unseen` times. */
  reset(entries: readonly CounterEntry[], unseen: number): void;
  readonly size: number;
  /** How often a name may have been counted that is not kept. */
  readonly unseen: number;
}

/** Room for `capacity` names. */
export function createCounters(capacity: number): Counters {
  const counters = new Map<string, Counter>();
  let lowest: Bucket | undefined;
  let highest: Bucket | undefined;
  let unseenWhileRoom = 0;

  function unseen(): number {
    return counters.size < capacity ? unseenWhileRoom : (lowest?.count ?? 0);
  }

  /** The bucket of `count`, made if need be; `below` is the one under it. */
  function bucketAbove(below: Bucket | undefined, count: number): Bucket {
    const above = below === undefined ? lowest : below.higher;
    if (above?.count === count) return above;
    const bucket: Bucket = { count, first: undefined, lower: below, higher: above };
    if (below === undefined) lowest = bucket;
    else below.higher = bucket;
    if (above === undefined) highest = bucket;
    else above.lower = bucket;
    return bucket;
  }

  function enter(bucket: Bucket, counter: Counter): void {
    counter.bucket = bucket;
    counter.previous = undefined;
    counter.next = bucket.first;
    if (bucket.first !== undefined) bucket.first.previous = counter;
    bucket.first = counter;
  }

  function leave(counter: Counter): void {
    const { bucket, previous, next } = counter;
    if (previous === undefined) bucket.first = next;
    else previous.next = next;
    if (next !== undefined) next.previous = previous;
    if (bucket.first !== undefined) return;
    if (bucket.lower === undefined) lowest = bucket.higher;
    else bucket.lower.higher = bucket.higher;
    if (bucket.higher === undefined) highest = bucket.lower;
    else bucket.higher.lower = bucket.lower;
  }

  function insert(name: string, bucket: Bucket, error: number): void {
    const counter = { name, error, bucket, previous: undefined, next: undefined };
    counters.set(name, counter);
    enter(bucket, counter);
  }

  /** The highest bucket of less than `count`. */
  function bucketBelow(count: number): Bucket | undefined {
    let below: Bucket | undefined;
    for (let at = lowest; at !== undefined && at.count < count; at = at.higher) below = at;
    return below;
  }

  function reset(entries: readonly CounterEntry[], unseenCount: number): void {
    counters.clear();
    lowest = undefined;
    highest = undefined;
    unseenWhileRoom = unseenCount;
    const rising = [...entries].sort(([, one], [, other]) => one - other);
    let last: Bucket | undefined;
    for (const [name, count, error] of rising.slice(-capacity)) {
      last = bucketAbove(last?.count === count ? last.lower : last, count);
      insert(name, last, error);
    }
  }

  function descending(limit: number): CounterEntry[] {
    const found: CounterEntry[] = [];
    for (let bucket = highest; bucket !== undefined; bucket = bucket.lower)
      for (let counter = bucket.first; counter !== undefined; counter = counter.next) {
        if (found.length >= limit) return found;
        found.push([counter.name, bucket.count, counter.error]);
      }
    return found;
  }

  function raise(counter: Counter): void {
    const { bucket } = counter;
    const count = bucket.count + 1;
    const isAlone = bucket.first === counter && counter.next === undefined;
    if (isAlone && bucket.higher?.count !== count) {
      // The usual case of a popular name: nothing is moved or made.
      bucket.count = count;
      return;
    }
    // Before the old bucket is left, which may be removed then.
    const above = bucketAbove(bucket, count);
    leave(counter);
    enter(above, counter);
  }

  return {
    increment(name) {
      const counter = counters.get(name);
      if (counter !== undefined) {
        raise(counter);
        return;
      }
      const error = unseen();
      if (counters.size >= capacity && lowest?.first !== undefined) {
        counters.delete(lowest.first.name);
        leave(lowest.first);
      }
      insert(name, bucketAbove(bucketBelow(error + 1), error + 1), error);
    },
    descending,
    halve() {
      const halved = descending(capacity).flatMap(([name, count, error]): CounterEntry[] => {
        const half = Math.floor(count / 2);
        return half === 0 ? [] : [[name, half, Math.min(half, Math.ceil(error / 2))]];
      });
      reset(halved, Math.floor(unseen() / 2));
    },
    add(entries, unseenThere) {
      const unseenHere = unseen();
      const merged = new Map<string, CounterEntry>();
      for (const [name, count, error] of descending(capacity))
        merged.set(name, [name, count + unseenThere, error + unseenThere]);
      for (const [name, count, error] of entries) {
        const here = counters.get(name);
        const countHere = here?.bucket.count ?? unseenHere;
        merged.set(name, [name, countHere + count, (here?.error ?? unseenHere) + error]);
      }
      reset([...merged.values()], unseenHere + unseenThere);
    },
    reset,
    get size() {
      return counters.size;
    },
    get unseen() {
      return unseen();
    },
  };
}
