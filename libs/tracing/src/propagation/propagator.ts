import {
  type Context,
  createContextKey,
  isSpanContextValid,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';

import { formatBaggage, parseBaggage } from './baggage.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';
import { parseTracestate } from './tracestate.ts';

/** Options of {@link createPropagator}. */
export interface PropagatorOptions {
  /** Keys of baggage that are taken in and handed on. Default: none, as baggage carries what others put into it. */
  readonly baggageKeys?: readonly string[];
}

/** Whether the ids of a trace that came from elsewhere were chosen at random: the SDK keeps one flag only. */
const isRandomKey = createContextKey('@unite/tracing: the random flag');

/**
 * Propagates W3C Trace Context (Level 2) and Baggage. Invalid and doubled `traceparent` headers are as none.
 *
 * @example propagation.setGlobalPropagator(createPropagator({ baggageKeys: ['session.id'] }));
 */
export function createPropagator({ baggageKeys = [] }: PropagatorOptions = {}): TextMapPropagator {
  const allowed = new Set(baggageKeys);
  const isAllowed = (key: string): boolean => allowed.has(key);
  return {
    fields: () => ['traceparent', 'tracestate', 'baggage'],
    extract(context, carrier, getter) {
      const within = withBaggage(context, headerOf(carrier, getter, 'baggage'), isAllowed);
      return withRemoteSpan(within, carrier, getter);
    },
    inject(context, carrier, setter) {
      if (isTracingSuppressed(context)) return;
      injectSpan(context, carrier, setter);
      const baggage = propagation.getBaggage(context);
      const text = baggage === undefined ? '' : formatBaggage(baggage, isAllowed);
      if (text !== '') setter.set(carrier, 'baggage', text);
    },
  };
}

/** Several headers of a name mean what one with commas between them does (RFC 9110, section 5.2). */
function headerOf<Carrier>(
  carrier: Carrier,
  getter: TextMapGetter<Carrier>,
  name: string,
): string | undefined {
  const value = getter.get(carrier, name);
  return Array.isArray(value) ? value.join(',') : value;
}

function withRemoteSpan<Carrier>(
  context: Context,
  carrier: Carrier,
  getter: TextMapGetter<Carrier>,
): Context {
  const header = headerOf(carrier, getter, 'traceparent');
  const parent = header === undefined ? undefined : parseTraceparent(header);
  if (parent === undefined) return context;
  const { traceId, parentId, isSampled, isRandom } = parent;
  const traceState = parseTracestate(headerOf(carrier, getter, 'tracestate') ?? '');
  const remote = trace.setSpanContext(context, {
    traceId,
    spanId: parentId,
    traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
    ...(traceState === undefined ? {} : { traceState }),
  });
  return remote.setValue(isRandomKey, isRandom);
}

function injectSpan<Carrier>(
  context: Context,
  carrier: Carrier,
  setter: TextMapSetter<Carrier>,
): void {
  const span = trace.getSpanContext(context);
  if (span === undefined || !isSpanContextValid(span)) return;
  const { traceId, spanId, traceFlags, traceState } = span;
  const isSampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
  // The ids of traces that begin here are random.
  const isRandom = context.getValue(isRandomKey) !== false;
  setter.set(
    carrier,
    'traceparent',
    formatTraceparent({ traceId, parentId: spanId, isSampled, isRandom }),
  );
  const state = traceState?.serialize() ?? '';
  if (state !== '') setter.set(carrier, 'tracestate', state);
}

function withBaggage(
  context: Context,
  header: string | undefined,
  isAllowed: (key: string) => boolean,
): Context {
  if (header === undefined) return context;
  const baggage = parseBaggage(header, isAllowed);
  return baggage.getAllEntries().length === 0 ? context : propagation.setBaggage(context, baggage);
}
