import { checkNumber } from '../check-option.ts';
import { type Random } from '../random.ts';

/** Shortens times to live by chance, so that what was stored together does not expire together. */
export interface Jitter {
  /**
   * @param ttlMs milliseconds, above 0
   * @returns at most `ttlMs`, and more than what the ratio leaves of it; whole where `ttlMs` is
   */
  shorten(ttlMs: number): number;
}

/** Options of {@link createJitter}. */
export interface JitterOptions {
  /** The largest part that is taken away, from 0 to 0.9. 0 takes nothing. */
  readonly ratio: number;
  readonly random: Random;
}

/**
 * Evenly spread over the last part of the time. Nothing ever lives longer than it was allowed to.
 *
 * @throws {CacheError} CACHE_OPTION_INVALID
 */
export function createJitter({ ratio, random }: JitterOptions): Jitter {
  checkNumber('jitter', ratio, { min: 0, max: 0.9 });
  return {
    shorten: (ttlMs) => Math.min(ttlMs, Math.ceil(ttlMs * (1 - ratio * random.fraction()))),
  };
}
