import type { Clock } from './clock.ts';
import type { Breaker } from './loading/breaker.ts';
import { unanswered } from './loading/deadline.ts';
import { createDeadlines } from './loading/deadlines.ts';
import type { SharedStore } from './shared-store.ts';

/** The shared server as a load sees it: every question has a deadline, and a server that fails is left alone for a while. */
export interface SharedTier {
  /**
   * Asks the store.
   *
   * @returns undefined when there is no store, it was left alone, failed, or did not answer within the deadline; an
   *   answer that comes later is ignored
   */
  ask<T>(question: (store: SharedStore) => Promise<T>): Promise<T | undefined>;
  /** Whether it answered when it was last asked: if not, it is asked at times only. */
  readonly isAvailable: boolean;
}

/** What {@link createSharedTier} needs. */
export interface SharedTierOptions {
  /** Absent where there is only memory. */
  readonly store: SharedStore | undefined;
  /** Milliseconds for one answer. */
  readonly timeoutMs: number;
  readonly breaker: Breaker;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** The tier of a store that has not failed yet. */
export function createSharedTier(options: SharedTierOptions): SharedTier {
  const { store, timeoutMs, breaker, clock, onError } = options;
  const inTime = createDeadlines({ timeoutMs, clock, lateError: () => unanswered(timeoutMs) });
  return {
    get isAvailable() {
      return store !== undefined && breaker.state.kind === 'closed';
    },
    async ask(question) {
      if (!store || !breaker.admits()) return undefined;
      try {
        const answer = await inTime(() => question(store));
        breaker.succeeded();
        return answer;
      } catch (error) {
        breaker.failed();
        onError(error);
        return undefined;
      }
    },
  };
}
