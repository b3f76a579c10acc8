import {
  context,
  propagation,
  ROOT_CONTEXT,
  trace,
  type Attributes,
  type TextMapPropagator,
  type TracerProvider,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { type Clock, type Random, systemClock, systemRandom } from '@unite/apm/delivery';

import { SharedContextManager } from './context/context-manager.ts';
import { createOtlpSender, type OtlpOptions } from './delivery/otlp-sender.ts';
import { createSpanAccount, type SpanStats } from './delivery/span-account.ts';
import { createSpanDelivery } from './delivery/span-delivery.ts';
import { otherTracer, registeredProvider } from './double-instrumentation.ts';
import { TracingError } from './errors.ts';
import { createPropagator, type PropagatorOptions } from './propagation/propagator.ts';
import type { KeptSpan } from './kept-span.ts';
import type { Decision, KeepReason } from './sampling/decisions.ts';
import { createRatio, type Ratio } from './sampling/ratio.ts';
import type { Inbound } from './sampling/share-sampler.ts';
import { createTracerProvider, type EndedSpan } from './tracer-provider.ts';

/** Options of {@link createTracing}. */
export interface TracingOptions extends PropagatorOptions {
  /** Who is traced; stands on every span. */
  readonly service: {
    readonly name: string;
    readonly version: string;
    /** E.g. `production`, `staging`, `development`. */
    readonly environment: string;
  };
  /** Where spans go. Default: nowhere; they are still made, and their ids stand in answers and logs. */
  readonly otlp?: OtlpOptions;
  /**
   * Told of the spans of each trace that is kept, also of late ones; e.g. to show the latest. What it throws is
   * ignored. Default: nobody is told.
   */
  readonly onKept?: (spans: readonly KeptSpan[], reason: KeepReason) => void;
  /** Share of traces that are kept whatever happens in them, 0 to 1. Default: 0.1 in production, 1 elsewhere. */
  readonly sampleRatio?: number;
  /**
   * Who sends the requests that come in with a trace. Default: `edge`, where trace ids go on, strangers do not decide
   * what is sampled, and what they say of their own sampling (`ot` in `tracestate`) is dropped. `internal` follows
   * the sampling of whoever calls: only where nobody but services of yours can.
   */
  readonly inbound?: Inbound;
  /** At the edge: requests a second that are kept because their senders ask for it, from 0. Default: 10. */
  readonly maxForeignSampledPerSecond?: number;
  /** A trace whose local root takes longer is kept, in ms. Default: 1000. */
  readonly slowMs?: number;
  /** Spans of traces that are not decided yet, at least 1. Default: 20,000. */
  readonly maxWaiting?: number;
  /** Spans that wait for the collector, at least 1. Default: 8192. */
  readonly maxQueued?: number;
  readonly clock?: Clock;
  readonly random?: Random;
}

/** Traces one process. */
export interface Tracing extends AsyncDisposable {
  readonly provider: TracerProvider;
  readonly propagator: TextMapPropagator;
  /** What became of a trace of this process, and why; undefined for one that is not remembered. */
  explain(traceId: string): Decision | undefined;
  stats(): SpanStats;
  /** Sends what is kept, for at most `deadlineMs` milliseconds. Default 5000. Never rejects. */
  flush(options?: { readonly deadlineMs?: number }): Promise<void>;
  /** Decides all traces, flushes and stops. */
  close(options?: { readonly deadlineMs?: number }): Promise<void>;
}

const defaultDeadlineMs = 5000;

/**
 * Creates what traces a process, without making it the process's: see {@link registerTracing}.
 * @throws {TracingError} TRACING_CONFIG_INVALID for an option that cannot work.
 */
export function createTracing(options: TracingOptions): Tracing {
  const { service, clock = systemClock, random = systemRandom, slowMs = 1000 } = options;
  const { inbound = 'edge', maxForeignSampledPerSecond = 10 } = options;
  const account = createSpanAccount();
  const share = ratioOf(options);
  atLeastOne('maxWaiting', options.maxWaiting);
  atLeastOne('maxQueued', options.maxQueued);
  if (!(maxForeignSampledPerSecond >= 0)) {
    throw invalid('maxForeignSampledPerSecond', maxForeignSampledPerSecond, 'a number from 0');
  }
  if (!(slowMs > 0)) throw invalid('slowMs', slowMs, 'a number above 0');
  const sender = options.otlp === undefined ? undefined : createOtlpSender(options.otlp);
  const delivery = createSpanDelivery<QueuedSpan>({
    ...{ clock, random, account },
    ...(options.maxQueued === undefined ? {} : { maxQueued: options.maxQueued }),
    send: async (items) =>
      (await sender?.send(items.map(({ span }) => span))) ?? { kind: 'delivered', rejected: 0 },
    outside: (work) => context.with(suppressTracing(ROOT_CONTEXT), work),
  });
  const tellOf = (spans: readonly KeptSpan[], reason: KeepReason): void => {
    try {
      options.onKept?.(spans, reason);
    } catch {
      // Whoever watches must not keep a trace from being delivered.
    }
  };
  const { provider, buffer } = createTracerProvider({
    ...{ clock, random, share, slowMs },
    ...{ inbound, maxForeignSampledPerSecond },
    resource: resourceOf(service),
    onEnd: () => void (account.created += 1),
    buffer: {
      drop: (count, reason) => account.drop(count, reason),
      ...(options.maxWaiting === undefined ? {} : { maxSpans: options.maxWaiting }),
    },
    keep(spans, reason) {
      tellOf(spans, reason);
      // Without a collector they are where they were to go.
      if (sender === undefined) account.delivered += spans.length;
      else delivery.add(spans.map((span) => ({ span, isError: reason === 'error' })));
    },
  });
  const flush = (deadlineMs = defaultDeadlineMs): Promise<void> => delivery.flush(deadlineMs);
  const close = async (deadlineMs = defaultDeadlineMs): Promise<void> => {
    buffer.decideAll();
    await delivery.flush(deadlineMs);
    delivery.close();
    sender?.close();
  };
  return {
    provider,
    propagator: createPropagator(options),
    explain: (traceId) => buffer.decision(traceId),
    stats: () => ({
      ...{ created: account.created, delivered: account.delivered },
      dropped: { ...account.dropped },
      waiting: buffer.waiting,
      ...{
        queued: delivery.queued,
        failures: delivery.failures,
        lastFailure: delivery.lastFailure,
      },
    }),
    flush: (given) => flush(given?.deadlineMs),
    close: (given) => close(given?.deadlineMs),
    [Symbol.asyncDispose]: () => close(),
  };
}

interface QueuedSpan {
  readonly span: EndedSpan;
  readonly isError: boolean;
}

/**
 * Makes `tracing` that of the process: whatever speaks `@opentelemetry/api` is traced from now on.
 * @returns undoes it
 * @throws {TracingError} TRACING_DOUBLE_INSTRUMENTATION when another traces the process already: a tracer provider,
 * dd-trace, Sentry with tracing, OpenTelemetry's instrumentation of `node:http`. The message names it.
 */
export function registerTracing({
  provider,
  propagator,
}: Pick<Tracing, 'provider' | 'propagator'>): () => void {
  const other = otherTracer();
  if (other !== undefined) throw doubled(`${other} traces this process`);
  const registered: { disable(): void }[] = [];
  const undo = (): void => {
    for (const api of registered) api.disable();
  };
  const register = (name: string, api: { disable(): void }, isRegistered: boolean): void => {
    if (isRegistered) return void registered.push(api);
    const other = registered.length === 0 ? `, ${registeredProvider()},` : '';
    undo();
    throw doubled(`another ${name}${other} is registered`);
  };
  register('tracer provider', trace, trace.setGlobalTracerProvider(provider));
  const manager = new SharedContextManager();
  register('context manager', context, context.setGlobalContextManager(manager));
  register('propagator', propagation, propagation.setGlobalPropagator(propagator));
  return undo;
}

function doubled(what: string): TracingError {
  return new TracingError(
    'TRACING_DOUBLE_INSTRUMENTATION',
    `${what} already, and every request would be traced twice: remove it, or do not register @unite/tracing`,
  );
}

function resourceOf({ name, version, environment }: TracingOptions['service']): Attributes {
  return {
    'service.name': name,
    'service.version': version,
    'deployment.environment.name': environment,
  };
}

function ratioOf({ service, sampleRatio }: TracingOptions): Ratio {
  try {
    return createRatio(sampleRatio ?? (service.environment === 'production' ? 0.1 : 1));
  } catch (cause) {
    throw invalid('sampleRatio', sampleRatio, 'a number from 0 to 1', cause);
  }
}

function atLeastOne(name: string, value: number | undefined): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= 1))
    throw invalid(name, value, 'a whole number from 1');
}

function invalid(name: string, value: unknown, wanted: string, cause?: unknown): TracingError {
  const text = `${name} is ${String(value)}: give ${wanted}`;
  return new TracingError('TRACING_CONFIG_INVALID', text, { cause });
}
