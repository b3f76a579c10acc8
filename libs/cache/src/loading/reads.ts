import type { Clock } from '../clock.ts';
import type { Counts } from '../counts.ts';
import type { Entry } from '../entry.ts';
import { CacheError } from '../errors.ts';
import type { KeptValues } from '../memory/kept-values.ts';
import type { GetOptions } from '../namespace.ts';
import { outsideFlights, type Flight } from './flight.ts';
import { staleLanding, type Landing } from './landing.ts';
import type { Loader } from './loader.ts';
import type { Plan, StaleValue } from './plan.ts';
import type { Rides } from './rides.ts';

/** Reads that memory could not answer. */
export interface Reads<K, V> {
  /**
   * Brings a value, or serves a stale one meanwhile.
   *
   * @throws {CacheError} CACHE_CLOSED, and whatever a load may throw
   */
  read(wanted: Wanted<K, V>, how?: GetOptions): Promise<Landing<V>>;
  /** Loads anew what is in memory, while that is served. */
  refreshAhead(wanted: Wanted<K, V>, entry: Entry<V>): void;
  /** @throws {CacheError} CACHE_CLOSED */
  refuseIfClosed(): void;
  /** A read ended so. */
  count(landing: Landing<V>): void;
}

/** What is read. */
export interface Wanted<K, V> {
  readonly name: string;
  readonly key: K;
  readonly loader: Loader<V>;
}

/** A read that takes a stale value after `softTimeoutMs`, and leaves its flight then. */
interface SoftRide<V> {
  readonly flight: Flight<V>;
  /** Of memory; the shared server may have one too. */
  readonly stale: StaleValue<V> | undefined;
  readonly softTimeoutMs: number;
  readonly leaving: AbortController;
}

/** What {@link createReads} needs. */
export interface ReadsOptions<K, V> {
  /** Of the namespace. */
  readonly name: string;
  /** The tags that a key implies. */
  readonly tagsOf: (key: K) => readonly string[];
  readonly values: KeptValues<V>;
  readonly rides: Rides<V>;
  readonly clock: Clock;
  readonly counts: Counts;
  readonly softTimeoutMs: number | undefined;
  readonly isClosed: () => boolean;
  /** A read that memory could not answer ended. */
  readonly onRead: (ms: number, namespace: string, layer: string) => void;
}

/** The reads of one namespace. */
export function createReads<K, V>(options: ReadsOptions<K, V>): Reads<K, V> {
  const { values, rides, clock, counts } = options;

  function refuseIfClosed(): void {
    if (!options.isClosed()) return;
    throw new CacheError('CACHE_CLOSED', 'the cache was closed; create another one');
  }

  function bring({ name, key, loader }: Wanted<K, V>, how: GetOptions): Promise<Landing<V>> {
    refuseIfClosed();
    const { signal, forceFresh = false, softTimeoutMs = options.softTimeoutMs } = how;
    signal?.throwIfAborted();
    const stale = values.stale(name);
    if (stale && !forceFresh && stale.isBest())
      return Promise.resolve(staleLanding(stale.value, 'memory'));
    const refresh = forceFresh ? 'now' : undefined;
    // Who joins a flight needs none.
    const plan = (): Plan<V> => ({ name, tags: options.tagsOf(key), loader, refresh, stale });
    const boarding = forceFresh
      ? { flight: rides.depart(plan()), known: Infinity }
      : rides.board(name, plan);
    if (softTimeoutMs === undefined || forceFresh) return rides.ride(boarding, plan, signal);
    if (stale && softTimeoutMs === 0) {
      boarding.flight.isBackground = true;
      return Promise.resolve(staleLanding(stale.value, 'memory'));
    }
    const { flight } = boarding;
    const leaving = new AbortController();
    const either = signal ? AbortSignal.any([signal, leaving.signal]) : leaving.signal;
    return rideSoftly(rides.ride(boarding, plan, either), {
      flight,
      stale,
      softTimeoutMs,
      leaving,
    });
  }

  /** What a flight brings, or a stale value where that takes too long. */
  async function rideSoftly(
    landing: Promise<Landing<V>>,
    { flight, stale, softTimeoutMs, leaving }: SoftRide<V>,
  ): Promise<Landing<V>> {
    // It rejects after the stale value was taken.
    landing.catch(() => undefined);
    const soft = Promise.withResolvers<Landing<V>>();
    const timer = clock.setTimer(() => {
      if (!values.mayServeStale()) return;
      soft.resolve(stale ? staleLanding(stale.value, 'memory') : flight.stale);
    }, softTimeoutMs);
    // The load goes on, whoever has left by then; and the loader that asked does not wait for it any more.
    void soft.promise.then(() => {
      flight.isBackground = true;
      leaving.abort();
    });
    try {
      return await Promise.race([landing, soft.promise]);
    } finally {
      timer.cancel();
    }
  }

  function count({ layer, isStale }: Landing<V>): void {
    if (layer === 'loader') counts.misses += 1;
    else if (isStale) counts.staleServed += 1;
    else counts.sharedHits += 1;
  }

  return {
    refuseIfClosed,
    count,
    async read(wanted, how = {}) {
      const beganAtMs = clock.monotonicMs();
      const landing = await bring(wanted, how);
      count(landing);
      options.onRead(clock.monotonicMs() - beganAtMs, options.name, landing.layer);
      return landing;
    },
    refreshAhead({ name, key, loader }, entry) {
      entry.refreshAtMs = Infinity;
      if (rides.find(name)) return;
      const [tags, stale] = [options.tagsOf(key), values.staleOf(entry)];
      // Nobody waits for it: it is no part of the load in which it is begun.
      const flight = outsideFlights(() =>
        rides.depart({ name, tags, loader, refresh: 'ahead', stale }),
      );
      flight.isBackground = true;
    },
  };
}
