import type { Clock, Timer } from '../clock.ts';

/** What `run` answers, unless the time is over first: then it rejects. See `withDeadline`. */
export type RunInTime = <T>(run: () => PromiseLike<T>) => Promise<T>;

/** Options of {@link createDeadlines}. */
export interface DeadlinesOptions {
  /** From 1 to 2,147,483,647. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly lateError: () => Error;
}

/** An answer that is waited for. */
interface Wait {
  readonly dueMs: number;
  readonly reject: (error: Error) => void;
}

/**
 * `withDeadline` for many, all of the same length: with one timer, as to set and to cancel one for each took a twentieth
 * of a read from Redis.
 */
export function createDeadlines({ timeoutMs, clock, lateError }: DeadlinesOptions): RunInTime {
  // In the order in which they are due, as a set keeps the order of insertion.
  const waiting = new Set<Wait>();
  let timer: Timer | undefined;

  function check(): void {
    timer = undefined;
    const nowMs = clock.monotonicMs();
    for (const wait of waiting) {
      if (wait.dueMs > nowMs) {
        timer = clock.setTimer(check, wait.dueMs - nowMs);
        return;
      }
      waiting.delete(wait);
      wait.reject(lateError());
    }
  }

  return (run) =>
    new Promise((resolve, reject) => {
      const wait: Wait = { dueMs: clock.monotonicMs() + timeoutMs, reject };
      waiting.add(wait);
      timer ??= clock.setTimer(check, timeoutMs);
      const refuse = (error: unknown): void => {
        waiting.delete(wait);
        reject(error);
      };
      try {
        run().then((answer) => {
          waiting.delete(wait);
          resolve(answer);
        }, refuse);
      } catch (error) {
        refuse(error);
      }
    });
}
