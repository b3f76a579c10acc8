import { context, createContextKey } from '@opentelemetry/api';

/** The key that OpenTelemetry's instrumentations look for (`suppressTracing` of @opentelemetry/core). */
const key = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Runs `work` so that no span comes of it: what telemetry sends is not to be told as the program's work. */
export function untraced<T>(work: () => T): T {
  return context.with(context.active().setValue(key, true), work);
}
