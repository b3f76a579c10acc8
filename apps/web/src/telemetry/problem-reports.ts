import type { Apm } from '@unite/apm';
import type { ProblemReport } from '@unite/problem-details/http';

import { activeTraceId } from './active-trace.ts';
import { hideAddresses } from './hide-addresses.ts';

/**
 * Makes what reports faults of ours or of the API that a route handler answered as a problem, under the id that a
 * person quotes as the reference. What was refused is an answer, and no error.
 */
export function problemReports(
  apm: Pick<Apm, 'errors' | 'errorGroups'>,
): (report: ProblemReport) => void {
  return ({ problem, occurrenceId, method, path }) => {
    const { status, code, cause } = problem;
    if (status < 500) return;
    const error = cause ?? problem;
    const route = hideAddresses(path);
    const traceId = activeTraceId();
    apm.errorGroups.record({ error, code, occurrenceId, route: `${method} ${route}` });
    apm.errors?.capture(error, {
      occurrenceId,
      ...(traceId === undefined ? {} : { traceId }),
      tags: { code, status },
      request: { method, url: path, route },
    });
  };
}
