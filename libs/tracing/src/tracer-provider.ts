// The one place that knows the SDK: its third major version has the same parts under other names.
import {
  type Attributes,
  type Context,
  context as activeContext,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  trace,
  type Tracer,
  TraceFlags,
  type TracerProvider,
} from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  type SpanProcessor,
  TracerProvider as SdkTracerProvider,
} from '@opentelemetry/sdk-trace';

import { type Clock, type Random, systemRandom } from '@unite/apm/delivery';

import { AnchoredSpan } from './anchored-span.ts';
import { createBudget } from './sampling/budget.ts';
import type { KeepReason } from './sampling/decisions.ts';
import type { Ratio } from './sampling/ratio.ts';
import {
  createShareSampler,
  forcedAttribute,
  type Inbound,
  isOverEdge,
  type ShareSampler,
} from './sampling/share-sampler.ts';
import {
  createTraceBuffer,
  type TraceBuffer,
  type TraceBufferOptions,
} from './sampling/trace-buffer.ts';

/** A span that has ended, as the SDK gives it to exporters. */
export type EndedSpan = ReadableSpan;

/** A span of the buffer. */
export interface HeldSpan {
  readonly traceId: string;
  readonly isLocalRoot: boolean;
  readonly span: EndedSpan;
}

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
  readonly buffer: Pick<TraceBufferOptions<HeldSpan>, 'drop' | 'maxSpans' | 'maxSpansPerTrace'>;
  /** Told of every span that ends, before anything becomes of it. */
  readonly onEnd?: () => void;
  /** Takes the spans of traces that are kept. */
  readonly keep: (spans: readonly EndedSpan[], reason: KeepReason) => void;
}

/** A provider for `trace.setGlobalTracerProvider`, and its buffer. */
export interface CreatedTracerProvider {
  readonly provider: TracerProvider;
  readonly buffer: TraceBuffer<HeldSpan>;
}

/** Name of the attribute that says on a local root why its trace was kept. */
export const samplingReasonAttribute = 'sampling.reason';

/**
 * Creates a provider all of whose spans are recorded: whether a trace is kept is only known at its end. What is sent
 * to others is whether it is in the share, which is known at its start.
 */
export function createTracerProvider(options: TracerProviderOptions): CreatedTracerProvider {
  const { clock, resource, share, slowMs, random = systemRandom, inbound = 'internal' } = options;
  const budget = createBudget(options.maxForeignSampledPerSecond ?? 10, clock);
  const buffer = createTraceBuffer<HeldSpan>({
    ...options.buffer,
    asked: ({ span }) => (isForced(span) ? 'forced' : undefined),
    // Whoever names a trace that was kept would have all else kept that they name so.
    follows: ({ span, isLocalRoot }) =>
      !(isLocalRoot && span.parentSpanContext !== undefined && isOverEdge(inbound, span.kind)) ||
      budget.take(),
    worth: ({ span, isLocalRoot }) => worthOf(span, isLocalRoot, slowMs),
    keep(held, reason) {
      for (const { span, isLocalRoot } of held) {
        if (isLocalRoot) span.attributes[samplingReasonAttribute] = reason;
      }
      options.keep(
        held.map(({ span }) => span),
        reason,
      );
    },
  });
  const processor: SpanProcessor = {
    onStart: (span) => buffer.start(heldOf(span)),
    onEnd(span) {
      options.onEnd?.();
      buffer.end(heldOf(span));
    },
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  };
  const sdk = new SdkTracerProvider({
    resource: resourceFromAttributes(resource),
    sampler: recording(createShareSampler({ share, inbound, budget, random })),
    spanProcessors: [processor],
  });
  return {
    buffer,
    provider: {
      getTracer: (name, version, scope) => anchored(sdk.getTracer(name, version, scope), clock),
    },
  };
}

function heldOf(span: EndedSpan): HeldSpan {
  const { parentSpanContext } = span;
  const isLocalRoot = parentSpanContext === undefined || parentSpanContext.isRemote === true;
  return { traceId: span.spanContext().traceId, isLocalRoot, span };
}

function isForced({ attributes }: EndedSpan): boolean {
  return attributes[forcedAttribute] === true;
}

function worthOf(span: EndedSpan, isLocalRoot: boolean, slowMs: number): KeepReason | undefined {
  const { status, duration } = span;
  if (isForced(span)) return 'forced';
  if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) return 'sampled';
  if (status.code === SpanStatusCode.ERROR) return 'error';
  const tookMs = duration[0] * 1000 + duration[1] / 1e6;
  return isLocalRoot && tookMs > slowMs ? 'slow' : undefined;
}

/** Records everything, whether it is sampled or not. */
function recording(sample: ShareSampler): Sampler {
  return {
    shouldSample(context, traceId, _name, kind, attributes) {
      const { isSampled, ...told } = sample(context, { traceId, kind, attributes });
      return {
        decision: isSampled ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.RECORD,
        ...told,
      };
    },
    toString: () => 'ShareSampler',
  };
}

function anchored(tracer: Tracer, clock: Clock): Tracer {
  const startSpan = (
    name: string,
    options: SpanOptions = {},
    context: Context = activeContext.active(),
  ): Span => {
    const parent = options.root === true ? undefined : trace.getSpan(context);
    const nowMs = parent instanceof AnchoredSpan ? parent.nowMs : anchor(clock);
    const span = tracer.startSpan(
      name,
      { ...options, startTime: options.startTime ?? nowMs() },
      context,
    );
    return span.isRecording() ? new AnchoredSpan(span, nowMs) : span;
  };
  const startActiveSpan = (name: string, ...rest: readonly unknown[]): unknown => {
    const work = rest.at(-1);
    if (typeof work !== 'function') return undefined;
    const [options, context] = rest.slice(0, -1) as [SpanOptions?, Context?]; // the API's overloads
    const within = context ?? activeContext.active();
    const span = startSpan(name, options, within);
    return activeContext.with(trace.setSpan(within, span), () =>
      Reflect.apply(work, undefined, [span]),
    );
  };
  return { startSpan, startActiveSpan: startActiveSpan as Tracer['startActiveSpan'] }; // its overloads
}

/** A clock that starts at the machine's time and then goes its own way, whatever the machine's is set to. */
function anchor(clock: Clock): () => number {
  const offsetMs = clock.now() - clock.monotonicMs();
  return () => offsetMs + clock.monotonicMs();
}
