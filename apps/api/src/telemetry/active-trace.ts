import type { ServerResponse } from 'node:http';

import { context, trace } from '@opentelemetry/api';

/** Header of every answer that names the trace of its request. */
export const traceIdHeader = 'x-trace-id';

/**
 * The trace of a request, also outside of its own context, where Node tells of broken bodies and of ends; undefined
 * where nothing is traced.
 */
export function traceIdOf(response: Pick<ServerResponse, 'getHeader'>): string | undefined {
  const traceId = response.getHeader(traceIdHeader);
  return typeof traceId === 'string' ? traceId : undefined;
}

/** Ids of the span that is worked on, for log lines and error reports; empty outside of one. */
export function activeTrace(): { readonly traceId?: string; readonly spanId?: string } {
  const span = trace.getSpanContext(context.active());
  return span === undefined ? {} : { traceId: span.traceId, spanId: span.spanId };
}
