import type { Clock } from '../clock.ts';
import type { Beginning, Marks } from '../coherence/marks.ts';
import type { Counts } from '../counts.ts';
import { isCurrent, type Entry } from '../entry.ts';
import type { EarlyRefresh } from '../loading/early-refresh.ts';
import type { Jitter } from '../loading/jitter.ts';
import type { StaleValue } from '../loading/plan.ts';
import type { MemoryStore } from './memory-store.ts';
import { sizeOf } from './size-of.ts';

/** The values of one namespace in memory, and when they may be served. */
export interface KeptValues<V> {
  /** Puts a value into memory, unless it was invalidated since `beginning`. @returns whether it is there now */
  keep(value: V, kept: KeptValue): boolean;
  /** What `value` takes; 0 where it is too large for memory, and was not measured to its end. */
  bytesOf(value: V): number;
  /** What is fresh. */
  fresh(name: string): Entry<V> | undefined;
  /** Whether `entry` is fresh at that moment. */
  isServed(entry: Entry<V>, atMs: number): boolean;
  /** What may be served past its time. */
  stale(name: string): StaleEntry<V> | undefined;
  /** `entry` as something that may be served past its time. */
  staleOf(entry: Entry<V>): StaleEntry<V>;
  /** A load of `name` failed and a stale value was served: it is not tried again for a while. */
  postpone(name: string): void;
  /** Whether memory may be served now. */
  isLive(): boolean;
  /** Whether what was found some time ago may still be served. */
  mayServeStale(): boolean;
}

/** A value of memory past its time. */
export interface StaleEntry<V> extends StaleValue<V> {
  /** Whether there is nothing better: a load failed just now, or nobody can tell. */
  isBest(): boolean;
}

/** How long to keep what, and under which names. */
export interface KeptValue {
  readonly name: string;
  readonly tags: readonly string[];
  readonly beginning: Beginning;
  /** The moment to which the lives below belong. */
  readonly atMs: number;
  /** In memory. */
  readonly freshMs: number;
  /** Until it has to be loaded anew, as the shared server may have it for longer than memory. */
  readonly renewMs: number;
  readonly graceMs: number;
  readonly loadMs: number;
  /** What the value takes; 0 where that is not known. */
  readonly bytes: number;
}

/** What {@link createKeptValues} needs. */
export interface KeptValuesOptions<V> {
  readonly memory: MemoryStore<Entry<V>>;
  readonly marks: Marks;
  readonly tier: { readonly isAvailable: boolean };
  readonly clock: Clock;
  readonly counts: Counts;
  readonly jitter: Jitter;
  readonly earlyRefresh: EarlyRefresh;
  /** See `Follower.life`; for ever where there is only memory. */
  readonly life: { readonly untilMs: number };
  readonly isClosed: () => boolean;
  readonly maxEntryBytes: number;
  readonly retryMs: number;
  readonly onPartition: 'bypass' | 'serve-stale' | 'fail';
}

/** What a name costs beside its value: the entry, its place in the store, its marks, the promise of its hits. */
const entryBytes = 400;

/** Values in `memory`. */
export function createKeptValues<V>(options: KeptValuesOptions<V>): KeptValues<V> {
  const { memory, marks, tier, clock, counts, jitter, earlyRefresh, life } = options;

  function isLive(): boolean {
    return clock.monotonicMs() < life.untilMs;
  }

  function mayServeStale(): boolean {
    return isLive() || options.onPartition === 'serve-stale';
  }

  function isServed(entry: Entry<V>, atMs: number): boolean {
    if (atMs >= entry.freshUntilMs || atMs >= life.untilMs) return false;
    // The comparison is nearly always enough, and the call is not inlined.
    return entry.checkedAt === marks.position || isCurrent(entry, marks);
  }

  function isServable(entry: Entry<V>): boolean {
    return isCurrent(entry, marks) && clock.monotonicMs() < entry.staleUntilMs && mayServeStale();
  }

  function staleOf(entry: Entry<V>): StaleEntry<V> {
    return {
      value: entry.value,
      isServable: () => isServable(entry),
      isBest: () => clock.monotonicMs() < entry.retryAtMs || (!isLive() && !tier.isAvailable),
    };
  }

  return {
    bytesOf(value) {
      const bytes = sizeOf(value, options.maxEntryBytes);
      return bytes > options.maxEntryBytes ? 0 : bytes;
    },
    isLive,
    mayServeStale,
    isServed,
    staleOf,
    keep(value, { name, tags, beginning, atMs, freshMs, renewMs, graceMs, loadMs, bytes }) {
      if (value === undefined || freshMs <= -graceMs || options.isClosed()) return false;
      if (marks.isInvalidated([name, ...tags], beginning)) return false;
      const freshUntilMs = atMs + (freshMs > 0 ? jitter.shorten(freshMs) : freshMs);
      const entry: Entry<V> = {
        value,
        marks: marks.of(tags),
        loadedAt: beginning.position,
        checkedAt: beginning.position,
        freshUntilMs,
        staleUntilMs: freshUntilMs + graceMs,
        // What only memory forgets is read from the shared server again.
        refreshAtMs: earlyRefresh.dueFrom(
          renewMs > freshMs ? atMs + renewMs : freshUntilMs,
          loadMs,
        ),
        retryAtMs: 0,
        landed: undefined,
      };
      const valueBytes = bytes || sizeOf(value, options.maxEntryBytes);
      const isKept = memory.set(name, entry, entryBytes + name.length + valueBytes);
      if (!isKept) counts.unkept += 1;
      return isKept;
    },
    fresh(name) {
      const entry = memory.get(name);
      return entry !== undefined && isServed(entry, clock.monotonicMs()) ? entry : undefined;
    },
    stale(name) {
      const entry = memory.peek(name);
      return entry && isServable(entry) ? staleOf(entry) : undefined;
    },
    postpone(name) {
      const entry = memory.peek(name);
      if (entry) entry.retryAtMs = clock.monotonicMs() + options.retryMs;
    },
  };
}
