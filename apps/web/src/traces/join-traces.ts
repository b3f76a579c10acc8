import { type HrTime, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { KeptSpan } from '@unite/tracing';

import type { Span, Trace } from './trace.ts';
import type { WebTrace } from './web-traces.ts';

/**
 * One trace of what the API tells of it and what this web server knows itself, each step under the one that caused it,
 * whichever server that was.
 * @returns undefined where neither knows it
 */
export function joinTraces(
  ofApi: Trace | undefined,
  ofWeb: WebTrace | undefined,
): Trace | undefined {
  if (ofWeb === undefined) return ofApi;
  const starts = ofWeb.spans.map(({ startTime }) => msOf(startTime));
  const apiStartMs = ofApi === undefined ? Infinity : Date.parse(ofApi.startedAt);
  const zeroMs = Math.min(apiStartMs, ...starts);
  const laterMs = ofApi === undefined ? 0 : apiStartMs - zeroMs;
  const later = (ms: number): number => rounded(ms + laterMs);
  const ofApiSpans = (ofApi?.spans ?? []).map((span) => ({
    ...span,
    startMs: later(span.startMs),
    attributes: [service('unite-api'), ...span.attributes],
    events: span.events.map((event) => ({ ...event, atMs: later(event.atMs) })),
  }));
  const spans = inOrder([...ofWeb.spans.map((span) => stepOf(span, zeroMs)), ...ofApiSpans]);
  const endMs = Math.max(
    laterMs + (ofApi?.durationMs ?? 0),
    ...spans.map(({ startMs, durationMs }) => startMs + durationMs),
  );
  return {
    ...(ofApi ?? summaryOf(ofWeb)),
    startedAt: new Date(zeroMs).toISOString(),
    durationMs: rounded(endMs),
    failed: ofApi?.failed === true || spans.some(({ failed }) => failed),
    // What either keeps has been kept.
    outcome: 'kept',
    reason: ofApi?.outcome === 'kept' ? ofApi.reason : ofWeb.reason,
    spans,
    spansLeftOut: (ofApi?.spansLeftOut ?? 0) + ofWeb.leftOut,
    logs: (ofApi?.logs ?? []).map((line) => ({ ...line, atMs: later(line.atMs) })),
    errors: [
      ...ofWeb.failures.map(({ name, code, occurrenceId, atMs }) => ({
        ...{ name, code, occurrenceId },
        atMs: rounded(atMs - zeroMs),
      })),
      ...(ofApi?.errors ?? []).map((error) => ({ ...error, atMs: later(error.atMs) })),
    ].toSorted((a, b) => a.atMs - b.atMs),
  };
}

function summaryOf({
  traceId,
  spans,
}: WebTrace): Pick<Trace, 'traceId' | 'name' | 'status' | 'requests'> {
  const requests = spans
    .filter(({ kind }) => kind === SpanKind.SERVER)
    .toSorted((a, b) => msOf(a.startTime) - msOf(b.startTime));
  const statuses = requests.flatMap(({ attributes }) => {
    const status = attributes['http.response.status_code'];
    return typeof status === 'number' ? [status] : [];
  });
  return {
    traceId,
    name: requests[0]?.name ?? 'work',
    status: statuses.length === 0 ? null : Math.max(...statuses),
    requests: requests.length,
  };
}

const kinds: Readonly<Record<SpanKind, Span['kind']>> = {
  [SpanKind.INTERNAL]: 'internal',
  [SpanKind.SERVER]: 'server',
  [SpanKind.CLIENT]: 'client',
  [SpanKind.PRODUCER]: 'producer',
  [SpanKind.CONSUMER]: 'consumer',
};

function stepOf(span: KeptSpan, zeroMs: number): Span {
  return {
    spanId: span.spanContext().spanId,
    parentSpanId: span.parentSpanContext?.spanId ?? null,
    depth: 0,
    name: span.name,
    kind: kinds[span.kind],
    startMs: rounded(msOf(span.startTime) - zeroMs),
    durationMs: rounded(msOf(span.duration)),
    failed: span.status.code === SpanStatusCode.ERROR,
    attributes: [service('unite-web'), ...fieldsOf(span.attributes)],
    events: span.events.map(({ name, time, attributes = {} }) => ({
      name,
      atMs: rounded(msOf(time) - zeroMs),
      attributes: fieldsOf(attributes),
    })),
  };
}

/** Each span before what it caused, in the order of their starts. */
function inOrder(spans: readonly Span[]): Span[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const below = Map.groupBy(
    spans.toSorted((a, b) => a.startMs - b.startMs),
    ({ parentSpanId }) => (parentSpanId !== null && ids.has(parentSpanId) ? parentSpanId : ''),
  );
  const ordered: Span[] = [];
  const stack = (below.get('') ?? []).toReversed().map((span) => ({ ...span, depth: 0 }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    ordered.push(next);
    const depth = next.depth + 1;
    const children = (below.get(next.spanId) ?? []).toReversed();
    stack.push(...children.map((span) => ({ ...span, depth })));
  }
  return ordered;
}

function service(value: string): Span['attributes'][number] {
  return { name: 'service.name', value };
}

function fieldsOf(attributes: object): Span['attributes'] {
  return Object.entries(attributes).map(([name, value]: [string, unknown]) => ({
    name,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }));
}

function msOf([seconds, nanoseconds]: HrTime): number {
  return seconds * 1_000 + nanoseconds / 1e6;
}

/** To a microsecond. */
function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
