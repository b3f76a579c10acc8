import type { Clock } from '../clock.ts';
import { CacheError } from '../errors.ts';
import type { Marks } from '../coherence/marks.ts';
import {
  currentFlight,
  OpenFlight,
  runningFlight,
  type Flight,
  type Flown,
  type Takeoff,
} from './flight.ts';
import type { Landing } from './landing.ts';

/** Calls `load` for all of `flights`: what it waits for, each of them waits for. */
export async function runTogether<T>(
  flights: readonly Flight<unknown>[],
  load: () => Promise<T>,
): Promise<T> {
  const [first, ...others] = flights;
  if (!first) return load();
  for (const other of others) beginWait(other, first);
  try {
    return await currentFlight.run(first, load);
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
export function createFlights<V>(options: FlightsOptions): Flights<V> {
  const { clock, errorTtlMs } = options;
  const flights = new Map<string, OpenFlight<V>>();

  function end(flight: OpenFlight<V>): void {
    flight.beginning.end();
    if (!flight.isReplaced()) flights.delete(flight.name);
  }

  async function carry(
    flight: OpenFlight<V>,
    fly: (takeoff: Takeoff<V>) => Promise<Flown<V>>,
  ): Promise<void> {
    try {
      const { landing, store } = await fly(flight);
      flight.land(landing);
      if (store) await store();
      end(flight);
    } catch (error) {
      flight.fail(error);
      if (errorTtlMs === 0 || flight.isAbandoned) end(flight);
      else clock.setTimer(() => end(flight), errorTtlMs);
    }
  }

  return {
    get size() {
      return flights.size;
    },
    find(name) {
      const flight = flights.get(name);
      if (!flight || flight.isAbandoned) return undefined;
      return flight.isOutdated() ? undefined : flight;
    },
    start(name, names, fly) {
      refuseLoop(name, runningFlight());
      const flight = new OpenFlight(name, names, flights, options);
      flights.set(name, flight);
      void carry(flight, fly);
      return flight;
    },
    wait(flight, signal) {
      const waiting = runningFlight();
      if (waiting || signal) return waitFor(flight, waiting, signal);
      // Nobody waits for who waits here, and who cannot leave need not be counted off.
      flight.waiters += 1;
      return flight.landing;
    },
  };

  async function waitFor(
    flight: Flight<V>,
    waiting: Flight<unknown> | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Landing<V>> {
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
  }

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
  if (flight.waiters === 0 && !flight.isBackground && !flight.hasLanded) flight.abandon();
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
