import type { Clock } from '../clock.ts';

/** The server's clock, seen from here. */
export interface ServerTime {
  /** Whether it was asked within the last {@link maxAgeMs}. */
  isKnown(): boolean;
  /** Asks it. */
  ask(): Promise<void>;
  /** Milliseconds since 1970; never behind the server's, and ahead by the time that the question was under way. */
  nowMs(): number;
}

/** For so long after it jumped, or another server took over, the time that values stay can be wrong by the difference. */
export const maxAgeMs = 100;

/** Asks seldom and counts on by the machine's own clock between. */
export function serverTime(question: () => Promise<unknown>, clock: Clock): ServerTime {
  let askedAtMs = -Infinity;
  let answerMs = 0;
  return {
    isKnown: () => clock.monotonicMs() - askedAtMs < maxAgeMs,
    async ask() {
      const atMs = clock.monotonicMs();
      answerMs = readTime(await question());
      askedAtMs = atMs;
    },
    nowMs: () => answerMs + clock.monotonicMs() - askedAtMs,
  };
}

/** Milliseconds since 1970 from the answer to TIME. */
export function readTime(reply: unknown): number {
  const [seconds, microseconds] = Array.isArray(reply) ? reply : [];
  return Number(seconds) * 1000 + Number(microseconds) / 1000;
}
