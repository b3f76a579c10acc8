import { context, createContextKey } from '@opentelemetry/api';

/** The key that OpenTelemetry's instrumentations look for (`suppressTracing` of @opentelemetry/core). */
const isSuppressed = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Runs `work`, and the timers that it sets, so that no trace comes of it: for what is done for nobody's request. */
export function untraced<T>(work: () => T): T {
  return context.with(context.active().setValue(isSuppressed, true), work);
}
