import type { Clock } from './clock.ts';
import { encodeIfPossible, type Codec } from './codec.ts';
import type { Invalidation, Invalidator } from './coherence/invalidator.ts';
import type { Marks } from './coherence/marks.ts';
import type { Counts } from './counts.ts';
import type { Entry } from './entry.ts';
import type { KeptValues } from './memory/kept-values.ts';
import type { MemoryStore } from './memory/memory-store.ts';
import type { Random } from './random.ts';
import { encodeRecord } from './record.ts';
import { anyLease, payloadHeader, type SharedStore, type StoredWrite } from './shared-store.ts';
import type { SharedTier } from './shared-tier.ts';

/** Puts `value` under `name`, whatever is loaded for it now. Everybody else's is gone. */
export type WriteExplicitly<V> = (
  name: string,
  tags: readonly string[],
  value: V,
) => Promise<Invalidation>;

/** What {@link createExplicitWrites} needs. */
export interface ExplicitWritesOptions<V> {
  readonly marks: Marks;
  readonly memory: MemoryStore<Entry<V>>;
  readonly values: Pick<KeptValues<V>, 'keep' | 'bytesOf'>;
  readonly tier: SharedTier;
  readonly hasStore: boolean;
  /** See `SharedStore.bucketOf`. */
  readonly bucketOf: SharedStore['bucketOf'];
  readonly confirmed: Invalidator['invalidate'];
  readonly clock: Clock;
  readonly random: Random;
  readonly counts: Counts;
  readonly codec: Codec<V>;
  readonly version: number;
  readonly ttlMs: number;
  readonly sharedTtlMs: number;
  readonly negativeTtlMs: number | undefined;
  readonly graceMs: number;
  readonly hardTimeoutMs: number;
}

/** The explicit writes of one namespace. */
export function createExplicitWrites<V>(options: ExplicitWritesOptions<V>): WriteExplicitly<V> {
  const { marks, memory, values, tier, clock, random, counts } = options;

  /** Takes the lease of `name` from whoever holds it; undefined where the value cannot be put into the shared server. */
  async function prepare(
    name: string,
    tags: readonly string[],
    value: V,
    costs: { readonly loadMs: number; readonly bytes: number },
    freshMs: number,
  ): Promise<StoredWrite | undefined> {
    const { graceMs, hardTimeoutMs: leaseMs, version } = options;
    if (!options.hasStore || value === undefined || freshMs === 0) return undefined;
    const encoded = encodeIfPossible(options.codec, value, name);
    if (encoded === undefined) {
      counts.unkept += 1;
      return undefined;
    }
    const token = random.token();
    const stamps = await tier.ask((store) => store.stamp(tags, random.token()));
    const request = { key: name, token, leaseMs, isRefresh: true, over: anyLease };
    const lease = stamps && (await tier.ask((store) => store.lease({ ...request, stamps })));
    if (!lease || !stamps) return undefined;
    const head = { version, name, graceMs, ...costs, foundTags: [], foundStamps: [] };
    const bucket = options.bucketOf?.(name);
    // The bucket is given the token when the value is stored, so that whatever was written before is told apart.
    const next = stamps.map((stamp, at) => (tags[at] === bucket ? token : stamp));
    const payload = payloadHeader(next) + encodeRecord({ head, encoded });
    return { key: name, token, payload, ttlMs: Math.round(freshMs + graceMs) };
  }

  return async (name, tags, value) => {
    // At once: a load that is on its way must not be stored over the value, nor be joined.
    marks.invalidate([name]);
    memory.delete(name);
    const isNegative = value === null && options.negativeTtlMs !== undefined;
    const ownTtlMs = isNegative ? options.negativeTtlMs : undefined;
    const beginning = marks.begin();
    try {
      const costs = { loadMs: 0, bytes: values.bytesOf(value) };
      const stored = await prepare(name, tags, value, costs, ownTtlMs ?? options.sharedTtlMs);
      // What was invalidated meanwhile was invalidated after this value was given.
      const isOvertaken = marks.isInvalidated([name, ...tags], beginning);
      const sent = options.confirmed(stored && !isOvertaken ? { write: stored } : { keys: [name] });
      const after = marks.begin();
      try {
        const invalidation = await sent;
        const freshMs = ownTtlMs ?? options.ttlMs;
        const graceMs = isNegative ? 0 : options.graceMs;
        const atMs = clock.monotonicMs();
        if (!isOvertaken)
          values.keep(value, {
            ...{ name, tags, beginning: after, atMs, freshMs, graceMs },
            ...{ renewMs: freshMs, ...costs },
          });
        return invalidation;
      } finally {
        after.end();
      }
    } finally {
      beginning.end();
    }
  };
}
