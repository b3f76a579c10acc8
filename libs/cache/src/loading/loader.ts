import { checkNumber } from '../check-option.ts';
import type { Clock } from '../clock.ts';
import { CacheError } from '../errors.ts';

/** Brings the value of one key from where it is true. */
export type Loader<V> = (context: LoaderContext<V>) => V | Promise<V>;

/** What a loader is told, and may tell. */
export interface LoaderContext<V> {
  /** Aborts when nobody waits for the value any more, and when the load has taken `hardTimeoutMs`. */
  readonly signal: AbortSignal;
  /** The value that is being replaced, where there is one: to be returned if the source says that it is unchanged. */
  readonly stale: V | undefined;
  /**
   * Tags that only the value tells, as given to `invalidateTags`: it is gone too when one of them is invalidated, from
   * the beginning of this load on.
   */
  tag(...tags: readonly string[]): void;
  /**
   * Milliseconds that this value is fresh, in place of the namespace's; in memory no longer than `ttlMs`, where there
   * is a shared server. 0 keeps it from being stored.
   *
   * @throws {CacheError} CACHE_OPTION_INVALID when it is not from 0 to 2,147,483,647
   */
  setTtl(ms: number): void;
}

/** What a loader brought. */
export interface Loaded<V> {
  /** Undefined is handed on and never stored. */
  readonly value: V | undefined;
  readonly tookMs: number;
  /** As the loader told them, each once. */
  readonly tags: readonly string[];
  readonly ttlMs: number | undefined;
}

/** One call of a loader. */
export interface LoaderCall<V> {
  readonly loader: Loader<V>;
  readonly stale: V | undefined;
  readonly controller: AbortController;
  readonly hardTimeoutMs: number;
  readonly clock: Clock;
  /** Told of tags as soon as the loader tells them. */
  readonly onTags: (tags: readonly string[]) => void;
}

/**
 * Calls a loader once, whether it is synchronous, throws, or never ends.
 *
 * @throws {CacheError} CACHE_LOAD_TIMEOUT after `hardTimeoutMs`; else what the loader throws, or the reason for which
 *   the controller was aborted
 */
export async function callLoader<V>(call: LoaderCall<V>): Promise<Loaded<V>> {
  const { loader, stale, controller, hardTimeoutMs, clock, onTags } = call;
  const { signal } = controller;
  signal.throwIfAborted();
  const found = new Set<string>();
  let ttlMs: number | undefined;
  const beganAtMs = clock.monotonicMs();
  const timer = clock.setTimer(() => controller.abort(tookTooLong(hardTimeoutMs)), hardTimeoutMs);
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    const context: LoaderContext<V> = {
      signal,
      stale,
      tag(...tags) {
        for (const tag of tags) found.add(tag);
        onTags(tags);
      },
      setTtl: (ms) => void (ttlMs = checkNumber('setTtl', ms, { min: 0, max: maxTtlMs })),
    };
    // In an async function, so that what a synchronous loader throws rejects.
    const value = await Promise.race([(async () => loader(context))(), aborted.promise]);
    return { value, tookMs: clock.monotonicMs() - beganAtMs, tags: [...found], ttlMs };
  } finally {
    timer.cancel();
    signal.removeEventListener('abort', abort);
  }
}

/** As for the options: the longest that a timer of Node can wait. */
const maxTtlMs = 2 ** 31 - 1;

function tookTooLong(ms: number): CacheError {
  return new CacheError(
    'CACHE_LOAD_TIMEOUT',
    `the loader did not end within ${ms} ms; make it faster, or raise hardTimeoutMs`,
  );
}
