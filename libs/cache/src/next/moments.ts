import type { Cache } from '../cache.ts';
import type { Clock } from '../clock.ts';
import type { Moment } from '../coherence/moment.ts';

/** The moments at which loads may have begun. */
export interface Moments {
  /** Remembers now. */
  note(): void;
  /** The last remembered moment up to `atMs` of the monotonic clock; undefined where none is remembered. */
  upTo(atMs: number): Moment | undefined;
}

/** What {@link createMoments} needs. */
export interface MomentsOptions {
  readonly cache: Pick<Cache, 'moment'>;
  readonly clock: Clock;
  /** Milliseconds that a moment is remembered. */
  readonly keepMs: number;
}

/** Moments closer than this are one, the earlier; in milliseconds. It bounds how many there are. */
const grainMs = 10;

/** Remembers no moment yet. */
export function createMoments({ cache, clock, keepMs }: MomentsOptions): Moments {
  let moments: { readonly atMs: number; readonly moment: Moment }[] = [];
  let isWaiting = false;

  function forgetOld(): void {
    const sinceMs = clock.monotonicMs() - keepMs;
    for (const { atMs, moment } of moments) if (atMs <= sinceMs) moment.end();
    moments = moments.filter(({ atMs }) => atMs > sinceMs);
  }

  /** Also where nobody asks any more: what a moment needs is kept by the cache until it ends. */
  function forgetLater(): void {
    if (isWaiting || moments.length === 0) return;
    isWaiting = true;
    clock.setTimer(() => {
      isWaiting = false;
      forgetOld();
      forgetLater();
    }, keepMs);
  }

  return {
    note() {
      const atMs = clock.monotonicMs();
      const last = moments.at(-1);
      if (last && atMs - last.atMs < grainMs) return;
      moments.push({ atMs, moment: cache.moment() });
      forgetLater();
    },
    upTo: (atMs) => moments.findLast((each) => each.atMs <= atMs)?.moment,
  };
}
