import { context, trace } from '@opentelemetry/api';
import { createTracing, instrumentUndici, registerTracing, type Tracing } from '@unite/tracing';

import type { WebConfig } from '../config.ts';
import { webVersion } from '../version.ts';

/**
 * Traces the process. Next itself makes the spans of requests and pages, under the trace that a request comes with;
 * of outgoing ones only the API is told.
 */
export function startTracing({ apiUrl, telemetry }: WebConfig): Tracing {
  const { environment, otlpUrl } = telemetry;
  const tracing = createTracing({
    service: { name: 'unite-web', version: webVersion, environment },
    ...(otlpUrl === null ? {} : { otlp: { url: `${otlpUrl}/v1/traces` } }),
  });
  registerTracing(tracing);
  const api = new URL(apiUrl).origin;
  instrumentUndici({
    tracer: tracing.provider.getTracer('unite-web', webVersion),
    onFault: (error) => process.stderr.write(`tracing failed: ${String(error)}\n`),
    propagateTo: ({ origin }) => origin === api,
  });
  return tracing;
}

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
