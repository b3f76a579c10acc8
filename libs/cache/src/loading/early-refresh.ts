import { checkNumber } from '../check-option.ts';
import { type Random } from '../random.ts';

/** Decides by chance when a value is renewed before it expires. */
export interface EarlyRefresh {
  /**
   * From when on a read should renew the value: `leftMs` or more before it expires with probability
   * exp(-leftMs / (loadMs * beta)). XFetch draws for each read; one draw for all reads of a process is the same to the
   * source, as only the first of them loads, and costs a hit nothing.
   *
   * @param expiresAtMs when the value expires
   * @param loadMs milliseconds that the last load of the value took
   * @returns a moment of the same clock; Infinity with a beta of 0, which renews only what has expired
   */
  dueFrom(expiresAtMs: number, loadMs: number): number;
}

/** Options of {@link createEarlyRefresh}. */
export interface EarlyRefreshOptions {
  /** How eager: above 1 renews earlier, below 1 later, 0 only what has expired. 1 is optimal for most. */
  readonly beta: number;
  readonly random: Random;
}

/**
 * XFetch: "Optimal Probabilistic Cache Stampede Prevention" (Vattani, Chierichetti, Lowenstein, VLDB 2015). Of many
 * readers of one value, about one renews it shortly before it expires, without their having to agree.
 *
 * @throws {CacheError} CACHE_OPTION_INVALID
 */
export function createEarlyRefresh({ beta, random }: EarlyRefreshOptions): EarlyRefresh {
  checkNumber('beta', beta, { min: 0, max: 1000 });
  return {
    dueFrom: (expiresAtMs, loadMs) =>
      // 1 - fraction is never 0, whose logarithm would renew everything at once.
      beta === 0 ? Infinity : expiresAtMs + loadMs * beta * Math.log(1 - random.fraction()),
  };
}
