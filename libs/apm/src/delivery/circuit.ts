import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';

/** How many requests an endpoint may have at once, and from when. */
export interface Circuit {
  /** `closed` sends, `open` waits, `probing` asks with one request whether the endpoint is back. */
  readonly state: 'closed' | 'open' | 'probing';
  /** Requests that may be on their way at the same time. */
  readonly maxInFlight: number;
  /** Milliseconds until something may be sent; 0 when it may now. */
  waitMs(): number;
  succeeded(): void;
  failed(): void;
  /** The endpoint asked for so many milliseconds without requests. */
  pause(ms: number): void;
  /** Forgets the failures, but not what the endpoint asked for: before the process ends, one try is free. */
  retryNow(): void;
}

/** Options of {@link createCircuit}. */
export interface CircuitOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Requests at once to an endpoint that answers. */
  readonly maxInFlight: number;
}

const firstPauseMs = 250;
/**
 * With 3 s for a request that hangs, 3 s of pause let delivery begin at most 6 s after an endpoint is back: in
 * time for the 10 s that are promised.
 */
const maxPauseMs = 3000;
/** Longer pauses than an hour are taken for mistakes. */
const maxAskedMs = 3_600_000;

/**
 * Creates a circuit. It grants one request at first and one more after each success, as TCP does, so that an
 * endpoint that hangs holds few sockets; a failure opens it for a time that doubles, and then one request probes.
 */
export function createCircuit({ clock, random, maxInFlight }: CircuitOptions): Circuit {
  let window = 1;
  let failures = 0;
  let openUntilMs = 0;
  let askedUntilMs = 0;
  return {
    get state() {
      if (Math.max(openUntilMs, askedUntilMs) > clock.monotonicMs()) return 'open';
      return failures > 0 ? 'probing' : 'closed';
    },
    get maxInFlight() {
      return window;
    },
    waitMs: () => Math.max(0, Math.max(openUntilMs, askedUntilMs) - clock.monotonicMs()),
    succeeded() {
      failures = 0;
      openUntilMs = 0;
      window = Math.min(maxInFlight, window + 1);
    },
    failed() {
      // Half of the pause is fixed and half is chance, so that many processes do not come back as one.
      const pauseMs = Math.min(maxPauseMs, firstPauseMs * 2 ** failures) * (0.5 + random() / 2);
      failures += 1;
      window = 1;
      openUntilMs = clock.monotonicMs() + pauseMs;
    },
    pause(ms) {
      window = 1;
      askedUntilMs = Math.max(askedUntilMs, clock.monotonicMs() + Math.min(ms, maxAskedMs));
    },
    retryNow() {
      openUntilMs = 0;
    },
  };
}
