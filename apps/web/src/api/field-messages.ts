import type { Problem } from './problem.ts';

/** The message for each field that was refused, by the field's name; the first one counts. */
export function fieldMessages(problem: Problem | undefined): Readonly<Record<string, string>> {
  const errors = problem?.errors ?? [];
  return Object.fromEntries(errors.toReversed().map(({ field, message }) => [field, message]));
}
