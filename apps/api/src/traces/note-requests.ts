import { contextOf, type RequestContext } from '@unite/tracing';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { FailureReport } from '../telemetry/failure-reports.ts';
import type { TracedRequest } from './latest-traces.ts';
import type { TraceRoutesOptions } from './trace-routes.ts';

type Traces = Pick<TraceRoutesOptions, 'latest' | 'clock'>;

/** Notes a request that has been answered, by its route and not by its address. */
export function noteRequest(
  { latest, clock }: Traces,
  { traceId, spanId = '', route }: RequestContext & Pick<TracedRequest, 'route'>,
  request: FastifyRequest,
  { statusCode, elapsedTime }: FastifyReply,
): void {
  if (traceId === undefined) return;
  latest.addRequest({
    traceId,
    spanId,
    workspaceId: request.workspaceId || '',
    method: request.method,
    requestId: request.id,
    route,
    status: statusCode,
    startedAtMs: clock.now() - elapsedTime,
    durationMs: elapsedTime,
  });
}

/** Makes what notes failures of ours, statuses from 500 on, with the trace that they happened in. */
export function noteFailures({ latest, clock }: Traces): FailureReport {
  return ({ status, code, cause }, { id: requestId, raw }) => {
    const { traceId } = contextOf(raw);
    if (status < 500 || traceId === undefined) return;
    const name = cause instanceof Error ? cause.name : 'Problem';
    latest.addFailure({ traceId, requestId, name, code, atMs: clock.now() });
  };
}
