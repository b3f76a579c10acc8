import type { OtlpAttributes, OtlpValue } from './otlp-origin.ts';
import type { OtlpSpan } from './otlp-spans.ts';

/** A tag of a span, of a process or of a log entry. */
export interface JaegerTag {
  readonly key: string;
  readonly type: 'string' | 'bool' | 'int64' | 'float64';
  readonly value: string | boolean | number;
}

/** A span as Jaeger's query API tells it. Times are whole microseconds. */
export interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  readonly references: readonly {
    readonly refType: 'CHILD_OF' | 'FOLLOWS_FROM';
    readonly traceID: string;
    readonly spanID: string;
  }[];
  /** Since 1970. */
  readonly startTime: number;
  readonly duration: number;
  readonly tags: readonly JaegerTag[];
  readonly logs: readonly { readonly timestamp: number; readonly fields: readonly JaegerTag[] }[];
  /** Key of its process in the trace. */
  readonly processID: string;
  readonly warnings: null;
}

/** A trace as Jaeger's query API tells it. */
export interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<
    Record<string, { readonly serviceName: string; readonly tags: readonly JaegerTag[] }>
  >;
  readonly warnings: null;
}

/** Jaeger's name for a resource without one. */
const nameless = 'OTLPResourceNoServiceName';

/** The service that a span is of. */
export function serviceOf({ resource }: Pick<OtlpSpan, 'resource'>): string {
  const name = resource['service.name'];
  return typeof name === 'string' && name !== '' ? name : nameless;
}

/**
 * The spans of one trace, in Jaeger's form: each resource is a process, kind, status and scope are tags, events are
 * logs (opentelemetry.io, "OpenTelemetry to Jaeger Transformation").
 */
export function jaegerTrace(traceID: string, spans: readonly OtlpSpan[]): JaegerTrace {
  const processIds = new Map<string, string>();
  const processes: Record<string, JaegerTrace['processes'][string]> = {};
  const processOf = (span: OtlpSpan): string => {
    const key = JSON.stringify(span.resource);
    const known = processIds.get(key);
    if (known !== undefined) return known;
    const id = `p${processIds.size + 1}`;
    const tags = tagsOf(span.resource).filter((tag) => tag.key !== 'service.name');
    processIds.set(key, id);
    processes[id] = { serviceName: serviceOf(span), tags };
    return id;
  };
  const told = spans.map((span) => jaegerSpan(span, processOf(span)));
  return { traceID, spans: told, processes, warnings: null };
}

/** Microseconds of a time in nanoseconds. */
export function microseconds(nanoseconds: string | bigint): number {
  return Number(BigInt(nanoseconds) / 1000n);
}

function jaegerSpan(span: OtlpSpan, processID: string): JaegerSpan {
  const { traceId, spanId, parentSpanId, name, startTimeUnixNano, endTimeUnixNano } = span;
  const parent =
    parentSpanId === ''
      ? []
      : [{ refType: 'CHILD_OF', traceID: traceId, spanID: parentSpanId } as const];
  return {
    traceID: traceId,
    spanID: spanId,
    operationName: name,
    references: [
      ...parent,
      ...span.links.map(
        (link) =>
          ({ refType: 'FOLLOWS_FROM', traceID: link.traceId, spanID: link.spanId }) as const,
      ),
    ],
    startTime: microseconds(startTimeUnixNano),
    duration: microseconds(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)),
    tags: tagsOf({ ...span.attributes, ...ownTags(span) }),
    logs: span.events.map((event) => ({
      timestamp: microseconds(event.timeUnixNano),
      fields: tagsOf({ event: event.name, ...event.attributes }),
    })),
    processID,
    warnings: null,
  };
}

/** What is a field of a span in OTLP and a tag in Jaeger. */
function ownTags({ spanKind, status, scope, traceState }: OtlpSpan): OtlpAttributes {
  return {
    ...(scope.name !== '' && { 'otel.scope.name': scope.name }),
    ...(scope.version !== '' && { 'otel.scope.version': scope.version }),
    ...(spanKind !== 'none' && { 'span.kind': spanKind }),
    ...(status.code !== 'unset' && { 'otel.status_code': status.code.toUpperCase() }),
    ...(status.code === 'error' && { error: true }),
    ...(status.message !== '' && { 'otel.status_description': status.message }),
    ...(traceState !== '' && { 'w3c.tracestate': traceState }),
  };
}

function tagsOf(attributes: OtlpAttributes): JaegerTag[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, ...typed(value) }));
}

function typed(value: OtlpValue): Pick<JaegerTag, 'type' | 'value'> {
  if (typeof value === 'string') return { type: 'string', value };
  if (typeof value === 'boolean') return { type: 'bool', value };
  if (typeof value === 'number')
    return { type: Number.isInteger(value) ? 'int64' : 'float64', value };
  return { type: 'string', value: value === null ? '' : JSON.stringify(value) };
}
