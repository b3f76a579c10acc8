import { context, trace } from '@opentelemetry/api';

/** Header of every answer that names the trace of its request. */
export const traceIdHeader = 'x-trace-id';

/** Ids of the span that is worked on, for log lines and error reports; empty outside of one. */
export function activeTrace(): { readonly traceId?: string; readonly spanId?: string } {
  const span = trace.getSpanContext(context.active());
  return span === undefined ? {} : { traceId: span.traceId, spanId: span.spanId };
}
