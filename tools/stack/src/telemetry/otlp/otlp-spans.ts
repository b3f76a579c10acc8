import {
  OtlpFault,
  readAttributes,
  readId,
  readOrigin,
  type OtlpAttributes,
  type OtlpOrigin,
} from './otlp-origin.ts';
import type { WireSpan, WireTraceRequest } from './otlp-wire.ts';

/** One span. Times are decimal text: nanoseconds do not fit into a number. */
export interface OtlpSpan extends OtlpOrigin {
  readonly kind: 'span';
  readonly name: string;
  readonly spanKind: Lowercase<WireSpan['kind']>;
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Empty for the root. */
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: OtlpAttributes;
  readonly events: readonly {
    readonly name: string;
    readonly timeUnixNano: string;
    readonly attributes: OtlpAttributes;
  }[];
  readonly links: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly traceState: string;
    readonly attributes: OtlpAttributes;
  }[];
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message: string };
  readonly flags: number;
}

/**
 * Reads all spans of a request.
 *
 * @throws {OtlpFault} when an id is not valid or a span ends before it starts
 */
export function readSpans(request: WireTraceRequest, atMs: number): OtlpSpan[] {
  return request.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) => {
      const origin = readOrigin(atMs, resource, scope);
      return spans.map((span) => readSpan(span, origin));
    }),
  );
}

function readSpan(span: WireSpan, origin: OtlpOrigin): OtlpSpan {
  const { name, traceState, startTimeUnixNano, endTimeUnixNano, flags } = span;
  if (BigInt(endTimeUnixNano) < BigInt(startTimeUnixNano)) {
    throw new OtlpFault(`the span ${name} ends before it starts`);
  }
  return {
    kind: 'span',
    ...origin,
    name,
    spanKind: lower(span.kind),
    traceId: requireId(span.traceId, 16, 'trace id'),
    spanId: requireId(span.spanId, 8, 'span id'),
    parentSpanId: span.parentSpanId === '' ? '' : requireId(span.parentSpanId, 8, 'parent'),
    traceState,
    startTimeUnixNano,
    endTimeUnixNano,
    attributes: readAttributes(span.attributes),
    events: span.events.map((event) => ({
      name: event.name,
      timeUnixNano: event.timeUnixNano,
      attributes: readAttributes(event.attributes),
    })),
    links: span.links.map((link) => ({
      traceId: requireId(link.traceId, 16, 'trace id of a link'),
      spanId: requireId(link.spanId, 8, 'span id of a link'),
      traceState: link.traceState,
      attributes: readAttributes(link.attributes),
    })),
    status: { code: lower(span.status?.code ?? 'UNSET'), message: span.status?.message ?? '' },
    flags,
  };
}

function requireId(base64: string, bytes: number, what: string): string {
  const id = readId(base64);
  if (id.length !== bytes * 2 || /^0+$/.test(id)) throw new OtlpFault(`a ${what} is not valid`);
  return id;
}

function lower<Text extends string>(text: Text): Lowercase<Text> {
  return text.toLowerCase() as Lowercase<Text>; // what toLowerCase() does and its type does not say
}
