import type { ProblemReport } from '@unite/problem-details/http';
import type { RequestContext } from '@unite/tracing';
import { inspect } from 'node:util';

/**
 * Makes what logs problems: one line of JSON for each fault of ours or of the API, under the id that a person
 * quotes as the reference. What was refused is an answer, and no event.
 *
 * @param write takes a line with its line feed.
 * @param context tells the ids of the trace and the caller that a line belongs to.
 */
export function problemLog(
  write: (line: string) => void,
  context: () => RequestContext,
): (report: ProblemReport) => void {
  return ({ problem, occurrenceId, method, path }) => {
    const { status, code, cause } = problem;
    if (status < 500) return;
    const reason = cause === undefined ? {} : { cause: inspect(cause) };
    write(
      `${JSON.stringify({ occurrenceId, status, code, method, path, ...context(), ...reason })}\n`,
    );
  };
}
