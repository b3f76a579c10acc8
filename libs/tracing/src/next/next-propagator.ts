import { context as activeContext, type TextMapPropagator, trace } from '@opentelemetry/api';

/**
 * A propagator for Next, which hands a request from its proxy to its pages by writing the span that is active into the
 * request's headers, and goes on from those alone: the request's correlation id, and that its trace began here, would
 * be lost. Where headers say no more than what is active already, that stays.
 */
export function keepingRequests(propagator: TextMapPropagator): TextMapPropagator {
  return {
    fields: () => propagator.fields(),
    inject: (context, carrier, setter) => propagator.inject(context, carrier, setter),
    extract(context, carrier, getter) {
      const extracted = propagator.extract(context, carrier, getter);
      const active = activeContext.active();
      const [told, known] = [extracted, active].map((each) => trace.getSpanContext(each));
      const isKnown =
        told !== undefined && told.traceId === known?.traceId && told.spanId === known.spanId;
      return isKnown ? active : extracted;
    },
  };
}
