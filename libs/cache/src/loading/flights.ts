import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../clock.ts';
import { CacheError } from '../errors.ts';
import type { Beginning, Marks } from '../coherence/marks.ts';
import type { Landing } from './landing.ts';

/** One value on its way, for everybody who asked for it. */
export interface Flight<V> {
  readonly name: string;
  /** Tells its namespace from others, also those of other caches. */
  readonly home: object;
  /** The key, the tags that it implies, and behind them those that were found since. */
  readonly names: readonly string[];
  readonly beginning: Beginning;
  readonly beganAtMs: number;
  /** Aborts when nobody waits any more, or at the deadline of the load. */
  readonly controller: AbortController;
  /** Rejects with what the loader threw. */
  readonly landing: Promise<Landing<V>>;
  /** Resolves when there is a stale value that may be served meanwhile; never, where there is none. */
  readonly stale: Promise<Landing<V>>;
  readonly hasLanded: boolean;
  /**
   * Up to where {@link names} had been invalidated when it landed, 0 for none. Who came when fewer were known may have
   * come after that, and must not take what it brought.
   */
  readonly outdatedNames: number;
  waiters: number;
  /** It goes on when nobody waits for it. */
  isBackground: boolean;
  /** Nobody waited for it any more before it landed. */
  isAbandoned: boolean;
  /** What its loader waits for now, and how many times. */
  readonly waitsFor: Map<Flight<unknown>, number>;
  /** The flight whose loader began it. */
  readonly startedBy: Flight<unknown> | undefined;
}

/** What the start of a flight is given. */
export interface Takeoff<V> {
  readonly beginning: Beginning;
  readonly controller: AbortController;
  /** Tells of a value that may be served meanwhile. */
  offerStale(landing: Landing<V>): void;
  /** Tells of more names that the value depends on. */
  depend(names: readonly string[]): void;
  /** Whether something that the value depends on was invalidated since the flight began. */
  isOutdated(): boolean;
  /** Whether a flight that began later has taken its place: what that brings is newer. */
  isReplaced(): boolean;
  /** Whether nobody waits for it any more. */
  isAbandoned(): boolean;
  /** Calls `loader` so that whatever it asks of a cache is known to be waited for by this flight. */
  run<T>(loader: () => T): T;
}

/** A value, and what is still to be done with it once everybody has it. */
export interface Flown<V> {
  readonly landing: Landing<V>;
  /** Stores it. Never rejects. */
  readonly store?: () => Promise<void>;
}

/** Which flight's loader is running. One for all caches of this copy, as loads cross them. */
const current = new AsyncLocalStorage<Flight<unknown>>();

/** The flight whose loader is running; undefined outside of loaders. */
export function runningFlight(): Flight<unknown> | undefined {
  return current.getStore();
}

/** Calls `fn` as nobody's loader. */
export function outsideFlights<T>(fn: () => T): T {
  return current.exit(fn);
}

/** Calls `load` for all of `flights`: what it waits for, each of them waits for. */
export async function runTogether<T>(
  flights: readonly Flight<unknown>[],
  load: () => Promise<T>,
): Promise<T> {
  const [first, ...others] = flights;
  if (!first) return load();
  for (const other of others) beginWait(other, first);
  try {
    return await current.run(first, load);
  } finally {
    for (const other of others) endWait(other, first);
  }
}

/** The values of one namespace that are on their way. */
export interface Flights<V> {
  /** The flight for `name`, if what it brings was not invalidated since it began. */
  find(name: string): Flight<V> | undefined;
  /**
   * Begins a flight, which takes the place of an older one.
   *
   * @throws {CacheError} CACHE_REENTRANT when the loader of `name` itself asks for it, be it over others
   */
  start(
    name: string,
    names: readonly string[],
    fly: (takeoff: Takeoff<V>) => Promise<Flown<V>>,
  ): Flight<V>;
  /**
   * Waits for `flight` until `signal` aborts, which detaches this caller alone.
   *
   * @throws {CacheError} CACHE_REENTRANT when the flight waits for the caller, and both would wait for ever
   */
  wait(flight: Flight<V>, signal?: AbortSignal): Promise<Landing<V>>;
  readonly size: number;
}

/** What {@link createFlights} needs. */
export interface FlightsOptions {
  readonly marks: Marks;
  readonly clock: Clock;
  /** Milliseconds for which a failed flight is found, so that its error is what everybody gets. */
  readonly errorTtlMs: number;
}

/** No flights yet. */
export function createFlights<V>({ marks, clock, errorTtlMs }: FlightsOptions): Flights<V> {
  const flights = new Map<string, Flight<V>>();

  function end(flight: Flight<V>): void {
    flight.beginning.end();
    if (flights.get(flight.name) === flight) flights.delete(flight.name);
  }

  function isOutdated({ names, beginning }: Flight<V>): boolean {
    return marks.isInvalidated(names, beginning);
  }

  return {
    get size() {
      return flights.size;
    },
    find(name) {
      const flight = flights.get(name);
      if (!flight || flight.isAbandoned) return undefined;
      return isOutdated(flight) ? undefined : flight;
    },
    start(name, names, fly) {
      const startedBy = current.getStore();
      refuseLoop(name, startedBy);
      const landing = Promise.withResolvers<Landing<V>>();
      const stale = Promise.withResolvers<Landing<V>>();
      const known = [...names];
      const flight = {
        name,
        home: flights,
        names: known,
        beginning: marks.begin(),
        beganAtMs: clock.monotonicMs(),
        controller: new AbortController(),
        landing: landing.promise,
        stale: stale.promise,
        hasLanded: false,
        outdatedNames: 0,
        waiters: 0,
        isBackground: false,
        isAbandoned: false,
        waitsFor: new Map<Flight<unknown>, number>(),
        startedBy,
      };
      // Whoever waits is told; a refresh that nobody waits for is counted where it fails.
      landing.promise.catch(() => undefined);
      flights.set(name, flight);
      const { beginning, controller } = flight;

      function land(): void {
        flight.hasLanded = true;
        const isOut = (each: string) => marks.isInvalidated([each], beginning);
        flight.outdatedNames = known.findLastIndex(isOut) + 1;
      }

      void (async () => {
        try {
          const flown = await fly({
            beginning,
            controller,
            offerStale: stale.resolve,
            depend(more) {
              if (!flight.hasLanded) known.push(...more.filter((each) => !known.includes(each)));
            },
            isOutdated: () => isOutdated(flight),
            isReplaced: () => flights.get(name) !== flight,
            isAbandoned: () => flight.isAbandoned,
            run: (loader) => current.run(flight, loader),
          });
          land();
          landing.resolve(flown.landing);
          await flown.store?.();
          end(flight);
        } catch (error) {
          land();
          landing.reject(error);
          if (errorTtlMs === 0 || flight.isAbandoned) end(flight);
          else clock.setTimer(() => end(flight), errorTtlMs);
        }
      })();
      return flight;
    },
    async wait(flight, signal) {
      const waiting = current.getStore();
      if (waiting && !waiting.hasLanded && !flight.hasLanded && reaches(flight, waiting))
        throw reentrant();
      if (waiting) beginWait(waiting, flight);
      flight.waiters += 1;
      try {
        return await (signal ? abortable(flight.landing, signal) : flight.landing);
      } finally {
        if (waiting) endWait(waiting, flight);
        leave(flight);
      }
    },
  };

  /** A flight that is not joined, as it is forced or the older one is out of date, would begin the next for ever. */
  function refuseLoop(name: string, startedBy: Flight<unknown> | undefined): void {
    for (let up = startedBy; up; up = up.startedBy) {
      if (up.home === flights && up.name === name && !up.hasLanded) throw reentrant();
    }
  }
}

function beginWait(waiting: Flight<unknown>, flight: Flight<unknown>): void {
  waiting.waitsFor.set(flight, (waiting.waitsFor.get(flight) ?? 0) + 1);
}

function endWait(waiting: Flight<unknown>, flight: Flight<unknown>): void {
  const times = waiting.waitsFor.get(flight) ?? 0;
  if (times > 1) waiting.waitsFor.set(flight, times - 1);
  else waiting.waitsFor.delete(flight);
}

function leave(flight: Flight<unknown>): void {
  flight.waiters -= 1;
  if (flight.waiters > 0 || flight.isBackground || flight.hasLanded) return;
  flight.isAbandoned = true;
  flight.controller.abort(new DOMException('nobody waits for the value any more', 'AbortError'));
}

/** Whether `from` is `to` or waits for it, be it over others. */
function reaches(from: Flight<unknown>, to: Flight<unknown>): boolean {
  const seen = new Set<Flight<unknown>>();
  const next = [from];
  for (let flight = next.pop(); flight; flight = next.pop()) {
    if (flight === to) return true;
    if (seen.has(flight)) continue;
    seen.add(flight);
    next.push(...flight.waitsFor.keys());
  }
  return false;
}

function reentrant(): CacheError {
  return new CacheError(
    'CACHE_REENTRANT',
    'a loader asked for a value whose load waits for that loader; load this part another way',
  );
}

/** `promise`, or the signal's reason as soon as it aborts. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
