import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../clock.ts';
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
  readonly isAbandoned: boolean;
  /** Gives it up. */
  abandon(): void;
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
  readonly isAbandoned: boolean;
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
export const currentFlight = new AsyncLocalStorage<Flight<unknown>>();

/** The flight whose loader is running; undefined outside of loaders. */
export function runningFlight(): Flight<unknown> | undefined {
  return currentFlight.getStore();
}

/** Calls `fn` as nobody's loader. */
export function outsideFlights<T>(fn: () => T): T {
  return currentFlight.exit(fn);
}

/** A flight as its namespace knows it. What few of them are asked for is made when it is asked for. */
export class OpenFlight<V> implements Flight<V>, Takeoff<V> {
  hasLanded = false;
  outdatedNames = 0;
  waiters = 0;
  isBackground = false;
  isAbandoned = false;
  readonly startedBy = runningFlight();
  readonly beginning: Beginning;
  readonly beganAtMs: number;
  readonly name: string;
  readonly home: ReadonlyMap<string, Flight<V>>;
  readonly names: string[];
  readonly #marks: Marks;
  readonly #landing = Promise.withResolvers<Landing<V>>();
  #stale: PromiseWithResolvers<Landing<V>> | undefined;
  #controller: AbortController | undefined;
  #waitsFor: Map<Flight<unknown>, number> | undefined;

  constructor(
    name: string,
    names: readonly string[],
    home: ReadonlyMap<string, Flight<V>>,
    { marks, clock }: { readonly marks: Marks; readonly clock: Clock },
  ) {
    this.name = name;
    this.names = [...names];
    this.home = home;
    this.#marks = marks;
    this.beginning = marks.begin();
    this.beganAtMs = clock.monotonicMs();
    // Whoever waits is told; a refresh that nobody waits for is counted where it fails.
    this.landing.catch(() => undefined);
  }

  get landing(): Promise<Landing<V>> {
    return this.#landing.promise;
  }

  get stale(): Promise<Landing<V>> {
    this.#stale ??= Promise.withResolvers();
    return this.#stale.promise;
  }

  get controller(): AbortController {
    this.#controller ??= new AbortController();
    return this.#controller;
  }

  get waitsFor(): Map<Flight<unknown>, number> {
    this.#waitsFor ??= new Map();
    return this.#waitsFor;
  }

  offerStale(landing: Landing<V>): void {
    this.#stale ??= Promise.withResolvers();
    this.#stale.resolve(landing);
  }

  depend(more: readonly string[]): void {
    if (this.hasLanded) return;
    this.names.push(...more.filter((each) => !this.names.includes(each)));
  }

  isOutdated(): boolean {
    return this.#marks.isInvalidated(this.names, this.beginning);
  }

  isReplaced(): boolean {
    return this.home.get(this.name) !== this;
  }

  run<T>(loader: () => T): T {
    return currentFlight.run(this, loader);
  }

  land(landing: Landing<V>): void {
    this.#markLanded();
    this.#landing.resolve(landing);
  }

  fail(error: unknown): void {
    this.#markLanded();
    this.#landing.reject(error);
  }

  #markLanded(): void {
    this.hasLanded = true;
    if (!this.isOutdated()) return;
    const isOut = (each: string) => this.#marks.isInvalidated([each], this.beginning);
    this.outdatedNames = this.names.findLastIndex(isOut) + 1;
  }

  /** Nobody waits any more. */
  abandon(): void {
    this.isAbandoned = true;
    this.controller.abort(new DOMException('nobody waits for the value any more', 'AbortError'));
  }
}
