import { type Clock } from '../clock.ts';
import { CacheError } from '../errors.ts';

/** Options of {@link withDeadline}. */
export interface DeadlineOptions {
  /** From 1 to 2,147,483,647, the longest that a timer waits; Infinity waits for ever. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** What it rejects with when the time is over: CACHE_UNAVAILABLE by default. */
  readonly lateError?: () => Error;
}

/**
 * What `run` answers, unless `timeoutMs` passes first. Then it rejects, and aborts the signal that `run` was given with
 * the same error; whether `run` ends is its own affair: its late answer is ignored, a late failure as well.
 *
 * @throws what `run` throws or rejects with, or the error of lateness; always as a rejection
 */
export function withDeadline<T>(
  run: (signal: AbortSignal) => PromiseLike<T>,
  { timeoutMs, clock, lateError = () => unanswered(timeoutMs) }: DeadlineOptions,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const controller = new AbortController();
    const timer =
      timeoutMs === Infinity
        ? undefined
        : clock.setTimer(() => {
            const error = lateError();
            // First, so that whatever the signal makes `run` do comes too late.
            reject(error);
            controller.abort(error);
          }, timeoutMs);
    // In a promise of its own, so that what it throws at once cancels the timer too.
    new Promise<T>((settle) => settle(run(controller.signal)))
      .finally(() => timer?.cancel())
      .then(resolve, reject);
  });
}

const unanswered = (timeoutMs: number): CacheError =>
  new CacheError('CACHE_UNAVAILABLE', `the shared store did not answer within ${timeoutMs} ms`);
