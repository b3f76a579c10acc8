/**
 * A check that found a fault in what it looked at. The message says what is wrong and ends with what to
 * do; a stack would only hide it, so the command line prints the message alone.
 */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure';
}

/** What a check says when it passes: one line. */
export type CheckResult = string;
