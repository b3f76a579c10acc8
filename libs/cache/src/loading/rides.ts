import type { Clock } from '../clock.ts';
import type { Counts } from '../counts.ts';
import type { Flight } from './flight.ts';
import type { Flights } from './flights.ts';
import type { Landing } from './landing.ts';
import type { Loads } from './load.ts';
import type { Plan } from './plan.ts';

/** Gets reads onto flights: one that is under way, or their own. */
export interface Rides<V> {
  /** The flight that brings nothing out of date, as far as this process has to know by now. */
  find(name: string): Flight<V> | undefined;
  /** Begins a flight. */
  depart(plan: Plan<V>): Flight<V>;
  /** Joins a flight to `name`, or begins one. */
  board(name: string, plan: () => Plan<V>): Boarding<V>;
  /**
   * What the flight brings. Where it turns out that the value was invalidated before it was joined: what another one
   * brings, or one by `plan`.
   */
  ride(boarding: Boarding<V>, plan: () => Plan<V>, signal?: AbortSignal): Promise<Landing<V>>;
}

/** A flight, and how many of its names were known when it was joined; infinitely many for who began it. */
export interface Boarding<V> {
  readonly flight: Flight<V>;
  readonly known: number;
}

/** What {@link createRides} needs. */
export interface RidesOptions<V> {
  readonly flights: Flights<V>;
  readonly loads: Pick<Loads<V>, 'fly'>;
  readonly isLive: () => boolean;
  readonly maxStalenessMs: number;
  readonly clock: Clock;
  readonly counts: Counts;
}

/** Rides on `flights`. */
export function createRides<V>(options: RidesOptions<V>): Rides<V> {
  const { flights, loads, isLive, maxStalenessMs, clock, counts } = options;

  function find(name: string): Flight<V> | undefined {
    const flight = flights.find(name);
    if (!flight || isLive()) return flight;
    // What was invalidated elsewhere since it began is not known here.
    return clock.monotonicMs() - flight.beganAtMs < maxStalenessMs ? flight : undefined;
  }

  function depart(plan: Plan<V>): Flight<V> {
    return flights.start(plan.name, [plan.name, ...plan.tags], (takeoff) =>
      loads.fly(plan, takeoff),
    );
  }

  function board(name: string, plan: () => Plan<V>): Boarding<V> {
    const found = find(name);
    if (!found) return { flight: depart(plan()), known: Infinity };
    counts.joined += 1;
    return { flight: found, known: found.names.length };
  }

  function ride(
    { flight, known }: Boarding<V>,
    plan: () => Plan<V>,
    signal?: AbortSignal,
  ): Promise<Landing<V>> {
    const landing = flights.wait(flight, signal);
    if (known === Infinity) return landing;
    return landing.then((landed) =>
      flight.outdatedNames <= known ? landed : ride(board(flight.name, plan), plan, signal),
    );
  }

  return { find, depart, board, ride };
}
