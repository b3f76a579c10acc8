import type { Clock, Timer } from '../clock.ts';
import { CacheError } from '../errors.ts';
import { runningFlight, type Flight } from './flight.ts';
import { runTogether } from './flights.ts';
import type { Loader } from './loader.ts';

/** Makes one call of a bulk loader out of the loads of many keys. */
export interface Batch<K, V> {
  /** A place for `key`. All are to be taken before the first is used. */
  place(key: K): Place<V>;
}

/** One key's part in a batch. */
export interface Place<V> {
  /** Asks for the key, together with all others that ask. */
  readonly loader: Loader<V>;
  /** The key need not be loaded: the others wait for it no longer. */
  pass(): void;
}

/**
 * Milliseconds that the loads that ask wait for those that may still ask: these wait for another process's load of the
 * same value, and load by themselves where that fails.
 */
const windowMs = 2;

/** A key to load. */
interface Asked<K, V> {
  readonly key: K;
  /** What waits for it. */
  readonly flight: Flight<unknown> | undefined;
  readonly resolve: (value: V) => void;
  readonly reject: (error: unknown) => void;
}

/** A batch without keys. Each call of `load` gets the keys that have come together by then. */
export function createBatch<K, V>(
  load: (keys: readonly K[]) => Promise<readonly V[]>,
  clock: Clock,
): Batch<K, V> {
  let asked: Asked<K, V>[] = [];
  let open = 0;
  let timer: Timer | undefined;

  async function send(): Promise<void> {
    timer?.cancel();
    timer = undefined;
    const sent = asked;
    asked = [];
    if (sent.length === 0) return;
    try {
      const flights = sent.flatMap(({ flight }) => flight ?? []);
      const keys = sent.map(({ key }) => key);
      const values: unknown = await runTogether(flights, async () => load(keys));
      const count = Array.isArray(values) ? values.length : 0;
      if (!Array.isArray(values) || count !== sent.length) throw wrongLength(count, sent.length);
      // As many values as keys.
      for (const [at, { resolve }] of sent.entries()) resolve(values[at] as V);
    } catch (error) {
      for (const { reject } of sent) reject(error);
    }
  }

  return {
    place(key) {
      open += 1;
      let isOpen = true;
      const pass = () => {
        if (!isOpen) return;
        isOpen = false;
        open -= 1;
        if (open === 0) void send();
      };
      const loader = () =>
        new Promise<V>((resolve, reject) => {
          asked.push({ key, flight: runningFlight(), resolve, reject });
          timer ??= clock.setTimer(() => void send(), windowMs);
          pass();
        });
      return { loader, pass };
    },
  };
}

function wrongLength(got: number, wanted: number): CacheError {
  return new CacheError(
    'CACHE_LOAD_INVALID',
    `the bulk loader answered ${got} values for ${wanted} keys; answer one for each, null where there is none`,
  );
}
