import type { Clock } from '../clock.ts';
import type { Marks } from '../coherence/marks.ts';
import type { Counts } from '../counts.ts';
import type { KeptValues } from '../memory/kept-values.ts';
import { createBatch, type Place } from './batch.ts';
import type { Loads } from './load.ts';
import type { Plan } from './plan.ts';
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
  readonly loads: Pick<Loads<V>, 'landAtOnce'>;
  readonly rides: Rides<V>;
  readonly reads: Pick<Reads<K, V>, 'count' | 'refuseIfClosed'>;
  readonly marks: Marks;
  readonly clock: Clock;
  readonly counts: Counts;
}

/** Reads many of one namespace. */
export function createReadMany<K, V>(options: ReadManyOptions<K, V>): ReadMany<K, V> {
  const { nameOf, values, rides, reads, marks, clock, counts } = options;

  /** One value of many: at once where the read of all brought it, else by a flight. */
  function bring(plan: Plan<V> & Place<V>): Promise<V> | V {
    const landing = options.loads.landAtOnce(plan);
    if (!landing) return rideTogether(plan, plan.pass);
    plan.pass();
    reads.count(landing);
    return landing.value;
  }

  async function rideTogether(plan: Plan<V>, pass: () => void): Promise<V> {
    const boarding = rides.board(plan);
    boarding.flight.landing.then(pass, pass);
    const landing = await rides.ride(plan, boarding);
    reads.count(landing);
    return landing.value;
  }

  return async (keys, load) => {
    const names = keys.map((key) => nameOf(key));
    reads.refuseIfClosed();
    const brought = new Map<string, Promise<V> | V>();
    const absent = new Map<string, Plan<V> & Place<V>>();
    const batch = createBatch(load, clock);
    for (const [at, key] of keys.entries()) {
      const name = names[at] ?? '';
      if (brought.has(name) || absent.has(name)) continue;
      const entry = values.fresh(name);
      const stale = entry ? undefined : values.stale(name);
      if (entry) {
        counts.memoryHits += 1;
        brought.set(name, entry.value);
      } else if (stale?.isBest()) {
        counts.staleServed += 1;
        brought.set(name, stale.value);
      } else {
        const plan = { name, tags: options.tagsOf(key), ...(stale && { stale }) };
        absent.set(name, { ...plan, ...batch.place(key) });
      }
    }
    const plans = [...absent.values()];
    const beginning = marks.begin();
    const askedAtMs = clock.monotonicMs();
    const states = await options.sharedValues.askMany(plans);
    for (const [at, plan] of plans.entries()) {
      const prior = { state: states?.[at], beginning, askedAtMs };
      brought.set(plan.name, bring({ ...plan, prior }));
    }
    // Whatever becomes of this call, the flights compare what they found with this beginning.
    void Promise.allSettled(brought.values()).then(beginning.end);
    const all = await Promise.all(names.map((name) => brought.get(name)));
    // Each name has one: of memory, or that of its flight.
    return all.map((value) => value as V);
  };
}
