// The one place that knows the SDK's shape of spans, which its exporters read.
import {
  type Attributes,
  type Context,
  context as activeContext,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  trace,
  type Tracer,
  TraceFlags,
  type TracerProvider,
} from '@opentelemetry/api';
import { type InstrumentationScope, isTracingSuppressed } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

import { type Clock, type Random, systemRandom } from '@unite/apm/delivery';
import { randomSpanId, randomTraceId } from './random-ids.ts';
import { RecordedSpan, type SpanOrigin, type SpanStart, type TracePlace } from './recorded-span.ts';
import { type DescribingTracer, startDescribed } from './span-description.ts';
import { createBudget } from './sampling/budget.ts';
import type { KeepReason } from './sampling/decisions.ts';
import type { Ratio } from './sampling/ratio.ts';
import {
  createShareSampler,
  forcedAttribute,
  type Inbound,
  isOverEdge,
} from './sampling/share-sampler.ts';
import {
  createTraceBuffer,
  type TraceBuffer,
  type TraceBufferOptions,
} from './sampling/trace-buffer.ts';

/** A span that has ended, as the SDK gives it to exporters. */
export type EndedSpan = Omit<ReadableSpan, 'parentSpanContext'> & {
  readonly parentSpanContext?: SpanContext | undefined;
};

/** Options of {@link createTracerProvider}. */
export interface TracerProviderOptions {
  readonly clock: Clock;
  /** Describes the process, e.g. `service.name`. */
  readonly resource: Attributes;
  /** The share of traces that are kept whatever happens in them. */
  readonly share: Ratio;
  /** Default: `internal`. */
  readonly inbound?: Inbound;
  /** Requests of strangers a second of which something is kept because they ask for it. Default: 10. */
  readonly maxForeignSampledPerSecond?: number;
  readonly random?: Random;
  /** A trace whose local root takes longer is kept, in ms. */
  readonly slowMs: number;
  readonly buffer: Pick<TraceBufferOptions<RecordedSpan>, 'drop' | 'maxSpans' | 'maxSpansPerTrace'>;
  /** Told of every span that ends, before anything becomes of it. */
  readonly onEnd?: () => void;
  /** Takes the spans of traces that are kept. */
  readonly keep: (spans: readonly EndedSpan[], reason: KeepReason) => void;
}

/** A provider for `trace.setGlobalTracerProvider`, and its buffer. */
export interface CreatedTracerProvider {
  readonly provider: TracerProvider;
  readonly buffer: TraceBuffer<RecordedSpan>;
}

/** Name of the attribute that says on a local root why its trace was kept. */
export const samplingReasonAttribute = 'sampling.reason';

/**
 * Creates a provider all of whose spans are recorded: whether a trace is kept is only known at its end. What is sent
 * to others is whether it is in the share, which is known at its start.
 */
export function createTracerProvider(options: TracerProviderOptions): CreatedTracerProvider {
  const { clock, share, slowMs, random = systemRandom, inbound = 'internal', onEnd } = options;
  const budget = createBudget(options.maxForeignSampledPerSecond ?? 10, clock);
  const buffer = createTraceBuffer<RecordedSpan>({
    ...options.buffer,
    asked: ({ isForced }) => (isForced ? 'forced' : undefined),
    // Whoever names a trace that was kept would have all else kept that they name so.
    follows: (span) =>
      !(span.isLocalRoot && !span.isRoot && isOverEdge(inbound, span.kind)) || budget.take(),
    worth: (span) => worthOf(span, slowMs),
    keep(spans, reason) {
      for (const span of spans) {
        if (span.isLocalRoot) span.attributes[samplingReasonAttribute] = reason;
      }
      options.keep(spans, reason);
    },
  });
  const origin: Omit<SpanOrigin, 'scope'> = {
    resource: resourceFromAttributes(options.resource),
    monotonicMs: () => clock.monotonicMs(),
    ended(span) {
      onEnd?.();
      buffer.end(span);
    },
  };
  const sample = createShareSampler({ share, inbound, budget, random });

  /** What a span has of its trace where that is still to be decided. */
  const enter = (above: Span | undefined, begun: SpanBeginning): TracePlace => {
    const parent = contextOf(above);
    const traceId = parent?.traceId ?? randomTraceId();
    const { kind, attributes, within } = begun;
    const told = { traceId, kind, attributes };
    const { isSampled, traceState = parent?.traceState } = sample(within, told);
    const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
    const own = { traceId, spanId: randomSpanId(), traceFlags };
    const context: SpanContext = traceState === undefined ? own : { ...own, traceState };
    const offsetMs = clock.now() - clock.monotonicMs();
    return { parent, context, clock: above instanceof RecordedSpan ? above.clock : { offsetMs } };
  };

  const start = (own: SpanOrigin, begun: SpanBeginning): RecordedSpan => {
    const { attributes } = begun;
    const above = trace.getSpan(begun.within);
    const isDecided = above instanceof RecordedSpan && attributes[forcedAttribute] !== true;
    const place = isDecided
      ? { parent: above.spanContext(), context: undefined, clock: above.clock }
      : enter(above, begun);
    const span = new RecordedSpan(own, begun, place);
    if (attributes !== none) span.setAttributes(attributes);
    buffer.start(span);
    return span;
  };

  const tracers = new Map<string, Tracer>();
  return {
    buffer,
    provider: {
      getTracer(name, version, { schemaUrl } = {}) {
        const key = JSON.stringify([name, version, schemaUrl]);
        const known = tracers.get(key);
        if (known !== undefined) return known;
        const scope: InstrumentationScope = {
          name,
          ...(version === undefined ? {} : { version }),
          ...(schemaUrl === undefined ? {} : { schemaUrl }),
        };
        const own: SpanOrigin = { ...origin, scope };
        const tracer = tracerOf((begun) => start(own, begun));
        tracers.set(key, tracer);
        return tracer;
      },
    },
  };
}

function contextOf(span: Span | undefined): SpanContext | undefined {
  const context = span?.spanContext();
  // Spans of ours are valid; whatever else there is may not be.
  if (context === undefined || span instanceof RecordedSpan) return context;
  return trace.isSpanContextValid(context) ? context : undefined;
}

function worthOf(span: RecordedSpan, slowMs: number): KeepReason | undefined {
  if (span.isForced) return 'forced';
  if (span.isSampled) return 'sampled';
  if (span.status.code === SpanStatusCode.ERROR) return 'error';
  return span.isLocalRoot && span.durationMs > slowMs ? 'slow' : undefined;
}

/** What a span is started with. */
interface SpanBeginning extends SpanStart {
  readonly attributes: Attributes;
  readonly within: Context;
}

const none: Attributes = Object.freeze({});

function tracerOf(start: (begun: SpanBeginning) => Span): DescribingTracer {
  const startSpan = (
    name: string,
    { kind = SpanKind.INTERNAL, attributes = none, startTime, links, root }: SpanOptions = {},
    active: Context = activeContext.active(),
  ): Span => {
    if (isTracingSuppressed(active)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    const within = root === true ? trace.deleteSpan(active) : active;
    const span = start({ described: name, kind, attributes, startTime, within });
    if (links !== undefined) span.addLinks(links);
    return span;
  };
  const startActiveSpan = (name: string, ...rest: readonly unknown[]): unknown => {
    const work = rest.at(-1);
    if (typeof work !== 'function') return undefined;
    const [options, given] = rest.slice(0, -1) as [SpanOptions?, Context?]; // the API's overloads
    const within = given ?? activeContext.active();
    const span = startSpan(name, options, within);
    return activeContext.with(trace.setSpan(within, span), () =>
      Reflect.apply(work, undefined, [span]),
    );
  };
  return {
    startSpan,
    startActiveSpan: startActiveSpan as Tracer['startActiveSpan'], // its overloads
    [startDescribed]: (described, kind, within) =>
      start({ described, kind, attributes: none, startTime: undefined, within }),
  };
}
