import { checkNumber } from '../check-option.ts';
import { type Clock } from '../clock.ts';

/** Where a {@link Breaker} is; times are the clock's milliseconds. */
export type BreakerState =
  | {
      readonly kind: 'closed';
      /** Failures since the last success. */
      readonly failures: number;
    }
  | {
      readonly kind: 'open';
      readonly untilMs: number;
      /** How long it was opened for. */
      readonly openMs: number;
    }
  | {
      readonly kind: 'half-open';
      /** When another probe is admitted, should this one never report. */
      readonly probeUntilMs: number;
      /** How long it had been opened for. */
      readonly openMs: number;
    };

/** Keeps callers from a server that does not answer, and lets one at a time find out whether it does again. */
export interface Breaker {
  /**
   * Whether the caller may ask the server. After a yes it reports {@link succeeded} or {@link failed}.
   * In the half-open state this yes is the only one until the report, or until as long again has passed without any.
   */
  admits(): boolean;
  /** The server answered. While open it changes nothing: that answer is to a question from before. */
  succeeded(): void;
  /** The server did not answer, or could not be reached. */
  failed(): void;
  readonly state: BreakerState;
}

/** Options of {@link createBreaker}. */
export interface BreakerOptions {
  /** Failures without a success between them that open it; whole, from 1. */
  readonly failureThreshold: number;
  /** How long it stays open first. Each failed probe doubles that. */
  readonly openMs: number;
  /** How long it stays open at most. */
  readonly maxOpenMs: number;
  readonly clock: Clock;
}

/**
 * A closed breaker. Its reports are not told apart: one that arrives late, from before it opened, counts as the probe's
 * while it is half-open. Open for longer than a command's deadline, no such report is left.
 *
 * @throws {CacheError} CACHE_OPTION_INVALID
 */
export function createBreaker(options: BreakerOptions): Breaker {
  const { failureThreshold, openMs: firstOpenMs, maxOpenMs, clock } = options;
  checkNumber('failureThreshold', failureThreshold, { min: 1, isWhole: true });
  checkNumber('openMs', firstOpenMs, { min: 1 });
  checkNumber('maxOpenMs', maxOpenMs, { min: firstOpenMs });
  let state: BreakerState = { kind: 'closed', failures: 0 };

  function open(openMs: number): BreakerState {
    return { kind: 'open', untilMs: clock.monotonicMs() + openMs, openMs };
  }

  /** Begins a probe if the time for one has come. */
  function probe(notBeforeMs: number, openMs: number): boolean {
    const nowMs = clock.monotonicMs();
    if (nowMs < notBeforeMs) return false;
    state = { kind: 'half-open', probeUntilMs: nowMs + openMs, openMs };
    return true;
  }

  return {
    admits() {
      if (state.kind === 'closed') return true;
      return probe(state.kind === 'open' ? state.untilMs : state.probeUntilMs, state.openMs);
    },
    succeeded() {
      if (state.kind === 'closed' && state.failures === 0) return;
      if (state.kind !== 'open') state = { kind: 'closed', failures: 0 };
    },
    failed() {
      if (state.kind === 'half-open') state = open(Math.min(state.openMs * 2, maxOpenMs));
      if (state.kind !== 'closed') return;
      const failures = state.failures + 1;
      state = failures < failureThreshold ? { kind: 'closed', failures } : open(firstOpenMs);
    },
    get state() {
      return state;
    },
  };
}
