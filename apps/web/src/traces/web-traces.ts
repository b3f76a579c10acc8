import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { KeepReason, KeptSpan } from '@unite/tracing';

/** A failure of this web server within a trace. */
export interface WebFailure {
  readonly traceId: string;
  /** Of the span that was active, which says whose request it was. */
  readonly spanId: string;
  readonly name: string;
  readonly code: string;
  /** What the person was shown as the reference. */
  readonly occurrenceId: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/** What this web server knows of one trace. */
export interface WebTrace {
  readonly traceId: string;
  readonly reason: KeepReason;
  readonly spans: readonly KeptSpan[];
  readonly failures: readonly WebFailure[];
  /** Spans that there was no room for. */
  readonly leftOut: number;
}

/** The latest traces of this process, in memory. */
export interface WebTraces {
  /** Takes spans of a trace that is kept. */
  addSpans(spans: readonly KeptSpan[], reason: KeepReason): void;
  addFailure(failure: WebFailure): void;
  /** What belongs to requests of the workspace; undefined where nothing does. */
  find(traceId: string, workspaceId: string): WebTrace | undefined;
}

/** Bounds of {@link createWebTraces}; each is a count of 1 at least. */
export interface WebTracesOptions {
  /** Traces in which nothing failed, and as many in which something did. Default: 100. */
  readonly maxTraces?: number;
  /** Spans of one trace, some 1 KB each. Default: 200. */
  readonly maxSpansEach?: number;
}

type Changing = { -readonly [Key in keyof WebTrace]: WebTrace[Key] } & {
  readonly spans: KeptSpan[];
};

/** Keeps the latest traces of this server, whose requests may never have reached the API. */
export function createWebTraces(options: WebTracesOptions = {}): WebTraces {
  const { maxTraces = 100, maxSpansEach = 200 } = options;
  const fine = new Map<string, Changing>();
  const failed = new Map<string, Changing>();
  /** They come before the end of their trace. */
  const failures = new Map<string, WebFailure[]>();

  return {
    addSpans(spans, reason) {
      const traceId = spans[0]?.spanContext().traceId;
      if (traceId === undefined) return;
      const trace = failed.get(traceId) ??
        fine.get(traceId) ?? { traceId, reason, spans: [], failures: [], leftOut: 0 };
      const room = Math.max(0, maxSpansEach - trace.spans.length);
      trace.spans.push(...spans.slice(0, room));
      trace.leftOut += Math.max(0, spans.length - room);
      const hasFailed = failed.has(traceId) || spans.some(isFailed);
      if (hasFailed) fine.delete(traceId);
      put(hasFailed ? failed : fine, traceId, trace, maxTraces);
    },
    addFailure(failure) {
      const known = failures.get(failure.traceId) ?? [];
      if (known.length < 20) put(failures, failure.traceId, [...known, failure], maxTraces);
    },
    find(traceId, workspaceId) {
      const trace = failed.get(traceId) ?? fine.get(traceId);
      if (trace === undefined) return undefined;
      const isOwn = requestsOf(trace.spans, workspaceId);
      const spans = trace.spans.filter((span) => isOwn(span.spanContext().spanId));
      if (spans.length === 0) return undefined;
      const own = (failures.get(traceId) ?? []).filter(({ spanId }) => isOwn(spanId));
      return { ...trace, spans, failures: own };
    },
  };
}

/** Tells of a span whether it belongs to a request of the workspace: whoever knows an id can put requests into its trace. */
function requestsOf(spans: readonly KeptSpan[], workspaceId: string): (spanId: string) => boolean {
  const byId = new Map(spans.map((span) => [span.spanContext().spanId, span]));
  const isOwn = (spanId: string | undefined, steps = 0): boolean => {
    const span = byId.get(spanId ?? '');
    // A circle would have to be forged within this process; the count is a fence all the same.
    if (span === undefined || steps > byId.size) return false;
    if (span.kind !== SpanKind.SERVER) return isOwn(span.parentSpanContext?.spanId, steps + 1);
    return workspaceIn(String(span.attributes['url.path'])) === workspaceId;
  };
  return isOwn;
}

function workspaceIn(path: string): string | undefined {
  return /^\/(?:api\/)?w\/([^/]+)/.exec(path)?.[1];
}

function isFailed({ status }: KeptSpan): boolean {
  return status.code === SpanStatusCode.ERROR;
}

function put<Value>(onto: Map<string, Value>, key: string, value: Value, max: number): void {
  onto.delete(key);
  onto.set(key, value);
  const [oldest] = onto.keys();
  if (onto.size > max && oldest !== undefined) onto.delete(oldest);
}
