import { encodeIfPossible, type Codec } from '../codec.ts';
import type { Counts } from '../counts.ts';
import type { Random } from '../random.ts';
import { encodeRecord } from '../record.ts';
import { payloadHeader, type LogPosition } from '../shared-store.ts';
import type { SharedTier } from '../shared-tier.ts';
import type { Lease, Leases } from './leases.ts';

/** A value to put into the shared server. */
export interface Filling<V> {
  readonly name: string;
  /** That the key implies. */
  readonly tags: readonly string[];
  readonly value: V;
  readonly loadMs: number;
  /** See `RecordHead.bytes`. */
  readonly bytes: number;
  /** That the load told. */
  readonly foundTags: readonly string[];
  readonly freshMs: number;
  readonly lease: Lease;
  /** Where the log of invalidations was when the load began. */
  readonly position: LogPosition | undefined;
}

/**
 * Stores what was loaded, under the lease of its load, which ends with it.
 *
 * @returns whether it was stored; undefined when the server failed or the value cannot be written
 */
export type Fill<V> = (filling: Filling<V>) => Promise<boolean | undefined>;

/** What {@link createFill} needs. */
export interface FillOptions<V> {
  readonly tier: SharedTier;
  readonly random: Random;
  readonly counts: Counts;
  readonly codec: Codec<V>;
  readonly version: number;
  readonly graceMs: number;
  readonly leases: Pick<Leases, 'giveUp'>;
}

/** How many of the loads that are stored prolong the life of their stamps. */
const touchRatio = 0.1;

/** The way of one namespace's values into the shared server. */
export function createFill<V>(options: FillOptions<V>): Fill<V> {
  const { tier, random, counts, codec, version, graceMs, leases } = options;

  /** Stamps of tags that became known by the load, unless one of them was invalidated since it began. */
  async function stampsOfFound(
    tags: readonly string[],
    position: LogPosition | undefined,
  ): Promise<readonly string[] | undefined> {
    if (tags.length === 0) return [];
    if (!position) return undefined;
    const stamps = await tier.ask((store) => store.stamp(tags, random.token()));
    const since = stamps && (await tier.ask((store) => store.stampsSince(tags, position)));
    if (since?.anchor !== 'present' || payloadHeader(since.stamps) !== payloadHeader(stamps ?? []))
      return undefined;
    const invalidated = new Set(since.entries.flatMap((entry) => entry.tags));
    return tags.some((tag) => invalidated.has(tag)) ? undefined : stamps;
  }

  return async ({ name, tags, value, loadMs, bytes, foundTags, freshMs, lease, position }) => {
    const encoded = encodeIfPossible(codec, value, name);
    if (encoded === undefined) counts.unkept += 1;
    const foundStamps = encoded !== undefined && (await stampsOfFound(foundTags, position));
    if (encoded === undefined || !foundStamps) {
      await leases.giveUp(name, lease);
      return encoded === undefined ? undefined : false;
    }
    const head = { version, name, graceMs, loadMs, bytes, foundTags, foundStamps };
    const payload = payloadHeader(lease.stamps) + encodeRecord({ head, encoded });
    // Keeps the stamps alive: one that dies ends all values of its tag. Often enough for tags that are in use.
    if (random.fraction() < touchRatio) void tier.ask((store) => store.stamp(tags, random.token()));
    const ttlMs = Math.max(1, Math.round(freshMs + graceMs));
    return tier.ask((store) => store.fill(name, lease.token, payload, ttlMs));
  };
}
