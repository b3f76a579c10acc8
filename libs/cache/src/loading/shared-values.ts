import type { Clock } from '../clock.ts';
import type { Codec } from '../codec.ts';
import type { Beginning, Marks } from '../coherence/marks.ts';
import type { PayloadState, Spared } from '../coherence/spared.ts';
import type { Counts } from '../counts.ts';
import { decodeRecord, type StoredRecord } from '../record.ts';
import {
  payloadHeader,
  type LogPosition,
  type ReadRequest,
  type StoredState,
} from '../shared-store.ts';
import type { SharedTier } from '../shared-tier.ts';
import type { Takeoff } from './flight.ts';
import type { Answer, Answered, Plan, Search } from './plan.ts';

/** A value that the shared server has, and how long it stays. */
export interface SharedValue<V> {
  readonly value: V;
  /** From which on its lives below count, and its names may have been invalidated. */
  readonly askedAtMs: number;
  readonly beginning: Beginning;
  readonly freshMs: number;
  readonly graceMs: number;
  readonly loadMs: number;
  /** See `RecordHead.bytes`. */
  readonly bytes: number;
  readonly tags: readonly string[];
}

/** Finds out what of the shared server may be used. */
export interface SharedValues<V> {
  /** Asks what there is for `plan`. */
  ask(plan: Plan<V>, beginning: Beginning): Promise<Answer>;
  /** {@link ask} for many together; undefined where the server did not answer. */
  askMany(searches: readonly Search<V>[]): Promise<readonly StoredState[] | undefined>;
  /** The value in `answer`, if it is up to date and can be read. */
  accept(plan: Plan<V>, takeoff: Takeoff<V>, answer: Answered): Promise<SharedValue<V> | undefined>;
  /** {@link accept} of what is fresh and needs no further question; undefined where that cannot be said. */
  acceptAtOnce(search: Search<V>, answer: Answered): SharedValue<V> | undefined;
}

/** What {@link createSharedValues} needs. */
export interface SharedValuesOptions<V> {
  readonly marks: Marks;
  readonly tier: SharedTier;
  readonly spared: Spared;
  readonly logPosition: () => LogPosition | undefined;
  readonly clock: Clock;
  readonly counts: Counts;
  readonly codec: Codec<V>;
  readonly version: number;
  readonly negativeTtlMs: number | undefined;
  /** Makes a value safe to hand out. */
  readonly protect: (value: V) => V;
}

/** The values of one namespace in the shared server. */
export function createSharedValues<V>(options: SharedValuesOptions<V>): SharedValues<V> {
  const { marks, tier, spared, clock, counts, codec, protect } = options;

  /** What `state` holds, if none of the tags that the key implies was invalidated since. */
  function currentRecord(
    { name }: Search<V>,
    state: PayloadState,
  ): StoredRecord | 'unreadable' | undefined {
    const body = spared.bodyOf(name, state);
    if (body === undefined) return undefined;
    return decodeRecord(body, name, options.version) ?? 'unreadable';
  }

  function open(
    plan: Search<V>,
    { beginning, askedAtMs, state }: Answered,
    { head, encoded }: StoredRecord,
  ): SharedValue<V> | 'unreadable' | undefined {
    const { graceMs, loadMs, bytes, foundTags } = head;
    const tags = foundTags.length > 0 ? [...plan.tags, ...foundTags] : plan.tags;
    const all = [plan.name, ...tags];
    if (marks.isInvalidated(all, beginning) || marks.isUnconfirmed(all, beginning))
      return undefined;
    try {
      const value = protect(codec.decode(encoded, plan.name));
      const freshMs = state.leftMs - graceMs;
      // Null has no grace of its own: it may have come to be.
      if (value === null && options.negativeTtlMs !== undefined && freshMs <= 0) return undefined;
      // No spread: it took as long as to decode the head.
      return {
        value,
        askedAtMs,
        beginning,
        freshMs,
        graceMs,
        loadMs,
        bytes: isPlausible(bytes, encoded) ? bytes : 0,
        tags,
      };
    } catch {
      return 'unreadable';
    }
  }

  function readable(found: SharedValue<V> | 'unreadable' | undefined): SharedValue<V> | undefined {
    if (found !== 'unreadable') return found;
    counts.unreadable += 1;
    return undefined;
  }

  async function haveStamps(tags: readonly string[], stamps: readonly string[]): Promise<boolean> {
    const position = options.logPosition();
    const now = position && (await tier.ask((store) => store.stampsSince(tags, position)));
    return now !== undefined && payloadHeader(now.stamps) === payloadHeader(stamps);
  }

  return {
    async ask(plan, beginning) {
      const askedAtMs = clock.monotonicMs();
      const state = await tier.ask((store) => store.read(requestOf(plan)));
      return { state, beginning, askedAtMs };
    },
    async askMany(searches) {
      if (searches.length === 0) return [];
      return tier.ask((store) => store.readMany(searches.map(requestOf)));
    },
    async accept(plan, takeoff, answer) {
      const { state } = answer;
      let record = currentRecord(plan, state);
      if (record === undefined && (await spared.learn(state))) record = currentRecord(plan, state);
      if (record === undefined || record === 'unreadable') return readable(record);
      const { foundTags, foundStamps } = record.head;
      if (foundTags.length > 0 && !(await haveStamps(foundTags, foundStamps))) return undefined;
      takeoff.depend(foundTags);
      return readable(open(plan, answer, record));
    },
    acceptAtOnce(search, answer) {
      const { state } = answer;
      const record = currentRecord(search, state);
      if (record === undefined || record === 'unreadable') return undefined;
      if (record.head.foundTags.length > 0 || state.leftMs <= record.head.graceMs) return undefined;
      const found = open(search, answer, record);
      return found === 'unreadable' ? undefined : found;
    },
  };
}

/** Whether a value of so many bytes may come of `encoded`, whose longest escapes take six letters for a byte. */
function isPlausible(bytes: number, encoded: string): boolean {
  return Number.isInteger(bytes) && bytes <= 2 ** 40 && bytes * 6 >= encoded.length;
}

function requestOf({ name, tags }: Search<unknown>): ReadRequest {
  return { key: name, tags };
}
