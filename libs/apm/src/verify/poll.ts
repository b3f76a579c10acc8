import { pause } from './clock.ts';
import { Setback } from './setback.ts';
import type { VerifyContext } from './steps.ts';

/** One question's result: found, or why not yet. */
export type Found = true | { readonly why: string };

const firstPauseMs = 50;
const longestPauseMs = 1000;
/** What the last question gets when the deadline is as good as over. */
const shortestAskMs = 100;

/**
 * Asks until it is found, at first soon, then once a second, and a last time when the deadline has come.
 * @param ask gets the milliseconds that it may take; a failed connection is asked again
 * @throws {Setback} failed, when the deadline has passed; misconfigured, as soon as `ask` says so
 */
export async function poll(
  ask: (timeoutMs: number) => Promise<Found>,
  { clock, deadlineMs, timeoutMs }: Pick<VerifyContext, 'clock' | 'deadlineMs' | 'timeoutMs'>,
  todo: string,
): Promise<void> {
  const endsAtMs = clock.monotonicMs() + deadlineMs;
  const leftMs = (): number => endsAtMs - clock.monotonicMs();
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const askMs = Math.max(shortestAskMs, leftMs());
    const found = await ask(Math.min(timeoutMs, askMs)).catch(notYet);
    if (found === true) return;
    if (leftMs() <= 0)
      throw new Setback('failed', `not there after ${deadlineMs} ms: ${found.why}`, todo);
    await pause(clock, Math.min(pauseMs, leftMs()));
  }
}

function notYet(error: unknown): Found {
  if (error instanceof Setback && error.outcome === 'failed') return { why: error.message };
  throw error;
}
