import type { Apm } from '@unite/apm';
import type { ProblemReport } from '@unite/problem-details/http';
import { getContext } from '@unite/tracing';

import type { WebTraces } from '../traces/web-traces.ts';
import { hideAddresses } from './hide-addresses.ts';

/**
 * Makes what reports faults of ours or of the API that a route handler answered as a problem, under the id that a
 * person quotes as the reference. What was refused is an answer, and no error.
 */
export function problemReports(
  apm: Pick<Apm, 'errors' | 'errorGroups'>,
  traces: Pick<WebTraces, 'addFailure'>,
): (report: ProblemReport) => void {
  return ({ problem, occurrenceId, method, path }) => {
    const { status, code, cause } = problem;
    if (status < 500) return;
    const error = cause ?? problem;
    const route = hideAddresses(path);
    const { traceId, spanId, correlationId } = getContext();
    apm.errorGroups.record({ error, code, occurrenceId, route: `${method} ${route}` });
    apm.errors?.capture(error, {
      occurrenceId,
      ...(traceId === undefined ? {} : { traceId }),
      tags: {
        code,
        status,
        ...(correlationId === undefined ? {} : { correlation_id: correlationId }),
      },
      request: { method, url: path, route },
    });
    if (traceId === undefined || spanId === undefined) return;
    const name = cause instanceof Error ? cause.name : 'Problem';
    traces.addFailure({ traceId, spanId, name, code, occurrenceId, atMs: Date.now() });
  };
}
