import { setTimeout as sleep } from 'node:timers/promises';
import { StackError } from '../errors.ts';

/** How long and how often {@link waitUntil} looks. */
export interface WaitOptions {
  /** Milliseconds until it gives up. Default 15000. */
  readonly timeoutMs?: number;
  /** Milliseconds between two looks. Default 10. */
  readonly intervalMs?: number;
}

/**
 * Waits until `look` answers something other than false, null or undefined, and returns that.
 * An error that `look` throws ends the wait.
 *
 * @param what the state that is waited for, for the message, e.g. "node1 streams"
 * @throws {StackError} STACK_TIMEOUT
 */
export async function waitUntil<T>(
  what: string,
  look: () => T | Promise<T>,
  { timeoutMs = 15_000, intervalMs = 10 }: WaitOptions = {},
): Promise<Exclude<T, false | null | undefined>> {
  for (const startMs = performance.now(); ; await sleep(intervalMs)) {
    const seen = await look();
    if (isAnswer(seen)) return seen;
    if (performance.now() - startMs > timeoutMs) {
      throw new StackError('STACK_TIMEOUT', {
        what: `Waiting until ${what} took too long`,
        why: `it did not happen within ${timeoutMs} ms`,
        todo: 'run the command again when the machine is less busy',
      });
    }
  }
}

function isAnswer<T>(value: T): value is Exclude<T, false | null | undefined> {
  return value !== false && value !== null && value !== undefined;
}
