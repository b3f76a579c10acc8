import type { Attributes, Context, Span, SpanKind, Tracer } from '@opentelemetry/api';

/**
 * What a span is called and what it says from its start on, worked out when somebody reads it. Nobody reads those of a
 * trace that is dropped, and nine of ten are.
 */
export interface SpanDescription {
  readonly name: string;
  /** What is undefined is as absent. */
  readonly attributes: Attributes;
}

/** Starts a described span; of a tracer of this lib. Not to be called where tracing is suppressed. */
export const startDescribed = Symbol.for('@unite/tracing.start-described@1');

/** A tracer that reads descriptions late. */
export interface DescribingTracer extends Tracer {
  [startDescribed](description: SpanDescription, kind: SpanKind, within: Context): Span;
}

/**
 * Starts a span by its description, which the tracer of another SDK reads at once. Whoever calls it has seen that
 * tracing is not suppressed.
 */
export function startDescribedSpan(
  tracer: Tracer,
  description: SpanDescription,
  kind: SpanKind,
  within: Context,
): Span {
  if (isDescribing(tracer)) return tracer[startDescribed](description, kind, within);
  const { name, attributes } = description;
  return tracer.startSpan(name, { kind, attributes }, within);
}

function isDescribing(tracer: Tracer): tracer is DescribingTracer {
  return startDescribed in tracer;
}
