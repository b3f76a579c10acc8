import type { Clock } from '../clock.ts';
import type { Marks } from '../coherence/marks.ts';
import type { Counts } from '../counts.ts';
import type { KeptValues } from '../memory/kept-values.ts';
import { userTag } from '../resolve-namespace.ts';
import type { LogPosition } from '../shared-store.ts';
import type { Fill } from './fill.ts';
import type { Takeoff } from './flight.ts';
import type { Lease, Leases } from './leases.ts';
import type { Loaded } from './loader.ts';
import type { Plan } from './plan.ts';

/** A load that ended well, and by which rights its value may be stored. */
export interface EndedLoad<V, L = Loaded<V>> {
  readonly plan: Plan<V>;
  readonly takeoff: Takeoff<V>;
  readonly loaded: L;
  /** Undefined where the shared server is not to be filled. */
  readonly lease: Lease | undefined;
  /** Where the log of invalidations was when the load began. */
  readonly position: LogPosition | undefined;
}

/**
 * Stores what was loaded, unless an invalidation overtook it: first in the shared server, which knows of invalidations
 * that this process does not know of yet, then in memory. Never rejects.
 */
export type StoreLoaded<V> = (
  ended: EndedLoad<V, Loaded<V> & { readonly value: V }>,
) => Promise<void>;

/** What {@link createStoreLoaded} needs. */
export interface StoreLoadedOptions<V> {
  readonly marks: Marks;
  readonly clock: Clock;
  readonly counts: Counts;
  readonly hasStore: boolean;
  readonly ttlMs: number;
  readonly sharedTtlMs: number;
  readonly negativeTtlMs: number | undefined;
  readonly graceMs: number;
  readonly fill: Fill<V>;
  readonly leases: Pick<Leases, 'giveUp'>;
  readonly values: Pick<KeptValues<V>, 'keep' | 'bytesOf'>;
}

/** The way of one namespace's loaded values into both tiers. */
export function createStoreLoaded<V>(options: StoreLoadedOptions<V>): StoreLoaded<V> {
  const { marks, clock, counts, fill, leases, values } = options;
  return async ({ plan, takeoff, loaded, lease, position }) => {
    const { name } = plan;
    const { value, tookMs: loadMs } = loaded;
    const isNegative = value === null && options.negativeTtlMs !== undefined;
    const ttlMs = loaded.ttlMs ?? (isNegative ? options.negativeTtlMs : undefined);
    if (ttlMs === 0) return leases.giveUp(name, lease);
    const atMs = clock.monotonicMs();
    const foundTags = loaded.tags.map(userTag);
    const tags = [...plan.tags, ...foundTags];
    const { beginning } = takeoff;
    const isRefused = () => takeoff.isReplaced() || marks.isInvalidated([name, ...tags], beginning);
    if (takeoff.isReplaced()) {
      counts.refusedFills += 1;
      return leases.giveUp(name, lease);
    }
    // The server is asked even where this process knows of an invalidation: that may be one from before the lease.
    const sharedMs = ttlMs ?? options.sharedTtlMs;
    const costs = { loadMs, bytes: values.bytesOf(value) };
    const filling = { name, tags: plan.tags, value, foundTags, freshMs: sharedMs, position };
    const isFilled = lease && (await fill({ ...filling, ...costs, lease }));
    if (isFilled === false || isRefused()) {
      counts.refusedFills += 1;
      return;
    }
    const ownMs = ttlMs ?? options.ttlMs;
    const freshMs = options.hasStore ? Math.min(ownMs, options.ttlMs) : ownMs;
    const graceMs = isNegative ? 0 : options.graceMs;
    const renewMs = isFilled ? sharedMs : freshMs;
    values.keep(value, { name, tags, beginning, atMs, freshMs, renewMs, graceMs, ...costs });
  };
}
