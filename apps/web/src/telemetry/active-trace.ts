import { context, trace } from '@opentelemetry/api';

/** The trace that is worked on, 32 hexadecimal digits; undefined outside of one. */
export function activeTraceId(): string | undefined {
  return trace.getSpanContext(context.active())?.traceId;
}

/** The `traceparent` of the span that is worked on (W3C Trace Context); undefined outside of one. */
export function activeTraceparent(): string | undefined {
  const span = trace.getSpanContext(context.active());
  if (span === undefined) return undefined;
  const flags = span.traceFlags.toString(16).padStart(2, '0');
  return `00-${span.traceId}-${span.spanId}-${flags}`;
}
