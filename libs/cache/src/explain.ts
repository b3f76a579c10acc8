import type { Clock } from './clock.ts';
import type { Marks } from './coherence/marks.ts';
import type { Spared } from './coherence/spared.ts';
import { isCurrent, type Entry } from './entry.ts';
import type { Flights } from './loading/flights.ts';
import type { MemoryStore } from './memory/memory-store.ts';
import type { Explanation } from './namespace.ts';
import { decodeRecord } from './record.ts';
import type { StoredState } from './shared-store.ts';
import type { SharedTier } from './shared-tier.ts';

/** Tells what is known about a name whose key implies `tags`. */
export type Explain = (name: string, tags: readonly string[]) => Promise<Explanation>;

/** What {@link createExplain} needs. */
export interface ExplainOptions<V> {
  readonly memory: MemoryStore<Entry<V>>;
  readonly flights: Pick<Flights<V>, 'find'>;
  readonly marks: Marks;
  readonly tier: SharedTier;
  readonly spared: Spared;
  readonly clock: Clock;
  /** See `Follower.life`; for ever where there is only memory. */
  readonly life: { readonly untilMs: number };
  readonly version: number;
}

/** Explains the names of one namespace. */
export function createExplain<V>(options: ExplainOptions<V>): Explain {
  const { memory, flights, marks, tier, spared, clock, life, version } = options;

  function inMemory(entry: Entry<V> | undefined): Explanation['memory'] {
    if (!entry) return { state: 'absent' };
    if (!isCurrent(entry, marks)) return { state: 'invalidated' };
    const leftMs = entry.freshUntilMs - clock.monotonicMs();
    if (leftMs > 0) return { state: 'fresh', leftMs };
    const staleMs = entry.staleUntilMs - clock.monotonicMs();
    return staleMs > 0 ? { state: 'stale', leftMs: staleMs } : { state: 'absent' };
  }

  function inShared(name: string, state: StoredState): Explanation['shared'] {
    const { payload, leftMs } = state;
    if (payload === undefined) return { state: 'absent' };
    const body = spared.bodyOf(name, state);
    if (body === undefined) return { state: 'invalidated' };
    const record = decodeRecord(body, name, version);
    if (!record) return { state: 'unreadable' };
    const { graceMs, loadMs } = record.head;
    return leftMs > graceMs
      ? { state: 'fresh', leftMs: leftMs - graceMs, loadMs }
      : { state: 'stale', leftMs, loadMs };
  }

  return async (name, tags) => {
    const state = await tier.ask((store) => store.read({ key: name, tags }));
    if (state) await spared.learn(state);
    const beginning = marks.begin();
    beginning.end();
    const liveMs = Math.max(0, life.untilMs - clock.monotonicMs());
    return {
      name,
      tags,
      memory: inMemory(memory.peek(name)),
      shared: state ? inShared(name, state) : { state: 'unavailable' },
      isLoading: flights.find(name) !== undefined,
      isLive: liveMs > 0,
      liveMs,
      isUnconfirmed: marks.isUnconfirmed([name, ...tags], beginning),
    };
  };
}
