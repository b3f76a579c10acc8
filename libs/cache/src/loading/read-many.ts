import type { Clock } from '../clock.ts';
import type { Marks } from '../coherence/marks.ts';
import type { Counts } from '../counts.ts';
import type { KeptValues } from '../memory/kept-values.ts';
import { createBatch, type Place } from './batch.ts';
import type { Loads } from './load.ts';
import type { Plan, Search } from './plan.ts';
import type { Reads } from './reads.ts';
import type { Rides } from './rides.ts';
import type { SharedValues } from './shared-values.ts';

/**
 * Reads many values: the shared server is asked once, and what is kept nowhere is loaded by one call.
 *
 * @returns the values in the order of `keys`, as they are kept
 */
export type ReadMany<K, V> = (
  keys: readonly K[],
  load: (keys: readonly K[]) => Promise<readonly V[]>,
) => Promise<V[]>;

/** What {@link createReadMany} needs. */
export interface ReadManyOptions<K, V> {
  readonly nameOf: (key: K) => string;
  /** The tags that a key implies. */
  readonly tagsOf: (key: K) => readonly string[];
  readonly values: KeptValues<V>;
  readonly sharedValues: Pick<SharedValues<V>, 'askMany'>;
  readonly loads: Pick<Loads<V>, 'landFound'>;
  readonly rides: Rides<V>;
  readonly reads: Pick<Reads<K, V>, 'count' | 'refuseIfClosed'>;
  readonly marks: Marks;
  readonly clock: Clock;
  readonly counts: Counts;
}

/** Reads many of one namespace. */
export function createReadMany<K, V>(options: ReadManyOptions<K, V>): ReadMany<K, V> {
  const { nameOf, values, rides, reads, marks, clock, counts } = options;

  async function ride(plan: Plan<V> & Place<V>): Promise<V> {
    const boarding = rides.board(plan.name, () => plan);
    boarding.flight.landing.then(plan.pass, plan.pass);
    const landing = await rides.ride(boarding, () => ({ ...plan, prior: undefined }));
    reads.count(landing);
    return landing.value;
  }

  return async (keys, load) => {
    const names = keys.map((key) => nameOf(key));
    reads.refuseIfClosed();
    const found = new Map<string, V>();
    const absent = new Map<string, Search<V> & { readonly key: K }>();
    for (const [at, key] of keys.entries()) {
      const name = names[at] ?? '';
      if (found.has(name) || absent.has(name)) continue;
      const entry = values.fresh(name);
      const stale = entry ? undefined : values.stale(name);
      if (entry) {
        counts.memoryHits += 1;
        found.set(name, entry.value);
      } else if (stale?.isBest()) {
        counts.staleServed += 1;
        found.set(name, stale.value);
      } else absent.set(name, { key, name, tags: options.tagsOf(key), stale });
    }
    const searches = [...absent.values()];
    const beginning = marks.begin();
    const askedAtMs = clock.monotonicMs();
    const states = await options.sharedValues.askMany(searches);
    const batch = createBatch(load, clock);
    const plans: (Plan<V> & Place<V>)[] = [];
    // What the read of all has brought takes no flight and no promise: with them, 64 values took a third longer.
    for (const [at, search] of searches.entries()) {
      const prior = { state: states?.[at], beginning, askedAtMs };
      const landing = options.loads.landFound(search, prior);
      if (landing) {
        reads.count(landing);
        found.set(search.name, landing.value);
      } else plans.push({ ...search, prior, ...batch.place(search.key) });
    }
    const flying = plans.map((plan) => ride(plan));
    // Whatever becomes of this call, the flights compare what they found with this beginning.
    if (flying.length === 0) beginning.end();
    else void Promise.allSettled(flying).then(beginning.end);
    for (const [at, value] of (await Promise.all(flying)).entries())
      found.set(plans[at]?.name ?? '', value);
    // Each name has one: of memory, of the read of all, or of its flight.
    return names.map((name) => found.get(name) as V);
  };
}
