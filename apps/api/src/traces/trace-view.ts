import { type HrTime, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Decision, KeptSpan } from '@unite/tracing';

import type { LatestTrace, TracedRequest } from './latest-traces.ts';
import type { Trace, Traces } from './trace-schemas.ts';

/** A line of a list of traces. */
export type TraceSummary = Traces['traces'][number];

type Explain = (traceId: string) => Decision | undefined;

/**
 * The part of a trace that a workspace may see: its own requests and those without a valid key, what they caused,
 * and the work of no request. Whoever knows the id of another's trace can make requests of the same one.
 */
export function visibleTo(workspaceId: string, trace: LatestTrace): LatestTrace {
  const requests = trace.requests.filter(
    (request) => request.workspaceId === workspaceId || request.workspaceId === '',
  );
  const ids = new Set(requests.map(({ requestId }) => requestId));
  const spanIds = new Set(requests.map(({ spanId }) => spanId));
  const byId = new Map(trace.spans.map((span) => [span.spanContext().spanId, span]));
  const spans = trace.spans.filter((span) => {
    const root = localRootOf(span, byId);
    return root.kind !== SpanKind.SERVER || spanIds.has(root.spanContext().spanId);
  });
  return {
    ...trace,
    requests,
    spans,
    failures: trace.failures.filter(({ requestId }) => ids.has(requestId)),
    lines: trace.lines.filter((line) => {
      const requestId = /"requestId":"([^"]+)"/.exec(line)?.[1];
      return requestId === undefined || ids.has(requestId);
    }),
  };
}

/** Whether there is anything of a workspace in it, or work of no request that is worth a look. */
export function isListed({ requests, spans, reason }: LatestTrace): boolean {
  if (requests.length > 0) return requests.some((request) => request.workspaceId !== '');
  return spans.length > 0 && reason !== undefined && reason !== 'sampled';
}

/** A trace in one line; undefined for one of which nothing has ended. */
export function summaryOf(trace: LatestTrace, explain: Explain): TraceSummary | undefined {
  const { traceId, requests, spans, failures } = trace;
  const times = [...requests.map(requestTimes), ...spans.map(spanTimes)];
  if (times.length === 0) return undefined;
  const startMs = Math.min(...times.map(([start]) => start));
  const endMs = Math.max(...times.map(([, end]) => end));
  const [first] = requests.toSorted((a, b) => a.startedAtMs - b.startedAtMs);
  const decision = trace.reason ?? reasonIn(explain(traceId));
  return {
    traceId,
    name: first === undefined ? (rootOf(spans)?.name ?? 'work') : nameOf(first),
    status: requests.length === 0 ? null : Math.max(...requests.map(({ status }) => status)),
    startedAt: new Date(startMs).toISOString(),
    durationMs: rounded(endMs - startMs),
    requests: requests.length,
    failed:
      failures.length > 0 || spans.some(hasFailed) || requests.some(({ status }) => status >= 500),
    ...(decision === 'dropped' || decision === 'open'
      ? { outcome: decision, reason: null }
      : { outcome: 'kept', reason: decision }),
  };
}

/** A trace with all that belongs to it; undefined for one of which nothing has ended. */
export function traceOf(trace: LatestTrace, explain: Explain): Trace | undefined {
  const summary = summaryOf(trace, explain);
  if (summary === undefined) return undefined;
  const zeroMs = Date.parse(summary.startedAt);
  return {
    ...summary,
    spans: inOrder(trace.spans).map(({ span, depth }) => {
      const [startMs, endMs] = spanTimes(span);
      return {
        spanId: span.spanContext().spanId,
        parentSpanId: span.parentSpanContext?.spanId ?? null,
        depth,
        name: span.name,
        kind: kinds[span.kind],
        startMs: rounded(startMs - zeroMs),
        durationMs: rounded(endMs - startMs),
        failed: hasFailed(span),
        attributes: fieldsOf(span.attributes),
        events: span.events.map(({ name, time, attributes = {} }) => ({
          name,
          atMs: rounded(msOf(time) - zeroMs),
          attributes: fieldsOf(attributes),
        })),
      };
    }),
    spansLeftOut: trace.leftOut,
    logs: trace.lines.flatMap((line) => logOf(line, zeroMs)).toSorted((a, b) => a.atMs - b.atMs),
    errors: trace.failures.map(({ atMs, name, code, requestId }) => ({
      atMs: rounded(atMs - zeroMs),
      name,
      code,
      occurrenceId: requestId,
    })),
  };
}

const kinds: Readonly<Record<SpanKind, Trace['spans'][number]['kind']>> = {
  [SpanKind.INTERNAL]: 'internal',
  [SpanKind.SERVER]: 'server',
  [SpanKind.CLIENT]: 'client',
  [SpanKind.PRODUCER]: 'producer',
  [SpanKind.CONSUMER]: 'consumer',
};

function reasonIn(decision: Decision | undefined): TraceSummary['reason'] | 'dropped' | 'open' {
  if (decision === undefined) return 'dropped'; // it is so long ago that nobody remembers
  return decision.outcome === 'kept' ? decision.reason : decision.outcome;
}

function localRootOf(span: KeptSpan, byId: ReadonlyMap<string, KeptSpan>): KeptSpan {
  let root = span;
  // A parent in a circle would have to be forged within this process; the count is a fence all the same.
  for (let n = 0; n < byId.size; n += 1) {
    const parent = root.parentSpanContext;
    const next = parent === undefined || parent.isRemote ? undefined : byId.get(parent.spanId);
    if (next === undefined) return root;
    root = next;
  }
  return root;
}

/** Depth first: each span before its children, those in the order of their starts. */
function inOrder(spans: readonly KeptSpan[]): { span: KeptSpan; depth: number }[] {
  const ids = new Set(spans.map((span) => span.spanContext().spanId));
  const sorted = spans.toSorted((a, b) => msOf(a.startTime) - msOf(b.startTime));
  const children = Map.groupBy(sorted, ({ parentSpanContext }) => {
    const id = parentSpanContext?.spanId;
    return id !== undefined && ids.has(id) ? id : '';
  });
  const ordered: { span: KeptSpan; depth: number }[] = [];
  const stack = (children.get('') ?? []).toReversed().map((span) => ({ span, depth: 0 }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    ordered.push(next);
    const below = children.get(next.span.spanContext().spanId) ?? [];
    const depth = next.depth + 1;
    stack.push(...below.toReversed().map((span) => ({ span, depth })));
  }
  return ordered;
}

function rootOf(spans: readonly KeptSpan[]): KeptSpan | undefined {
  return inOrder(spans)[0]?.span;
}

function nameOf({ method, route }: TracedRequest): string {
  return route === null ? method : `${method} ${route}`;
}

function hasFailed({ status }: KeptSpan): boolean {
  return status.code === SpanStatusCode.ERROR;
}

function requestTimes({ startedAtMs, durationMs }: TracedRequest): [number, number] {
  return [startedAtMs, startedAtMs + durationMs];
}

function spanTimes({ startTime, duration }: KeptSpan): [number, number] {
  const startMs = msOf(startTime);
  return [startMs, startMs + msOf(duration)];
}

function msOf([seconds, nanoseconds]: HrTime): number {
  return seconds * 1_000 + nanoseconds / 1e6;
}

/** To a microsecond. */
function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}

function fieldsOf(attributes: object): { name: string; value: string }[] {
  return Object.entries(attributes).map(([name, value]: [string, unknown]) => ({
    name,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }));
}

const levels = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
} as const;

/** What every line has, or what stands beside it already. */
const commonFields = new Set(['level', 'time', 'service', 'msg', 'traceId', 'spanId']);

/** Errors by their types and codes: what one said, and where, is for who reads the log itself. */
function logFields(line: object, prefix = ''): { name: string; value: string }[] {
  return Object.entries(line).flatMap(([key, value]: [string, unknown]) => {
    const name = prefix + key;
    if (commonFields.has(name)) return [];
    if (typeof value === 'object' && value !== null) return logFields(value, `${name}.`);
    const isWords = name !== key && (key === 'message' || key === 'stack');
    return isWords || value === '' || value === null ? [] : [{ name, value: String(value) }];
  });
}

function logOf(line: string, zeroMs: number): Trace['logs'] {
  const parsed: Record<string, unknown> = JSON.parse(line); // pino wrote it
  const { level, time, msg } = parsed;
  return [
    {
      atMs: rounded(Date.parse(String(time)) - zeroMs),
      level: levels[Number(level) as keyof typeof levels] ?? 'info', // pino's own numbers
      message: String(msg ?? ''),
      fields: logFields(parsed),
    },
  ];
}
