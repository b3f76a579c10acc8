import { SpanStatusCode } from '@opentelemetry/api';
import type { KeepReason, KeptSpan } from '@unite/tracing';

/** A request that was answered within a trace. */
export interface TracedRequest {
  readonly traceId: string;
  /** Of its own span, the local root of what it caused. */
  readonly spanId: string;
  /** The occurrence id that its caller was told. */
  readonly requestId: string;
  /** Empty without a valid key. */
  readonly workspaceId: string;
  readonly method: string;
  /** Null where no route is. */
  readonly route: string | null;
  readonly status: number;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  readonly durationMs: number;
}

/** A failure of ours within a trace; what it said is in the log alone. */
export interface TracedFailure {
  readonly traceId: string;
  readonly requestId: string;
  readonly name: string;
  readonly code: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/** All that is known of one trace. */
export interface LatestTrace {
  readonly traceId: string;
  /** Undefined while it is not known to be kept. */
  readonly reason: KeepReason | undefined;
  readonly requests: readonly TracedRequest[];
  readonly failures: readonly TracedFailure[];
  /** Lines of the log, JSON. */
  readonly lines: readonly string[];
  readonly spans: readonly KeptSpan[];
  /** Spans that there was no room for. */
  readonly leftOut: number;
}

/** The latest traces of this process, in memory. */
export interface LatestTraces {
  addRequest(request: TracedRequest): void;
  addFailure(failure: TracedFailure): void;
  /** Takes a line of the log; one that names no trace is passed over. */
  addLine(line: string): void;
  /** Takes spans of a trace that is kept. */
  addSpans(spans: readonly KeptSpan[], reason: KeepReason): void;
  /** In no order. */
  all(): readonly LatestTrace[];
  find(traceId: string): LatestTrace | undefined;
}

/** Bounds of {@link createLatestTraces}; each is a count of 1 at least. */
export interface LatestTracesOptions {
  /** Requests of traces of which nothing else is known, and as many traces that are not kept, or not yet. Default: 300. */
  readonly maxRecent?: number;
  /** Kept traces of the share. Default: 300, as pages that are left open make many. */
  readonly maxSampled?: number;
  /** Traces that were kept for what they are: failed, slow, asked for. Default: 100. */
  readonly maxNotable?: number;
  /** Spans of all traces, some 1 KB each. Default: 10,000. */
  readonly maxSpans?: number;
}

type Changing = { -readonly [Key in keyof LatestTrace]: LatestTrace[Key] } & {
  readonly requests: TracedRequest[];
  readonly failures: TracedFailure[];
  readonly lines: string[];
  spans: KeptSpan[];
};

/** Of requests, failures and lines of one trace: a page that is left open makes more and more of them. */
const maxOfEach = 50;
const maxLineLength = 4_000;
/** Part of all spans that one trace may have. */
const maxPart = 0.1;

/**
 * Keeps the latest traces, so that the service can show them by itself. What was kept for a reason stays longer than
 * what is only in the share, and that longer than what is not kept.
 */
export function createLatestTraces(options: LatestTracesOptions = {}): LatestTraces {
  const { maxRecent = 300, maxSampled = 300, maxNotable = 100, maxSpans = 10_000 } = options;
  const requests = createRing(maxRecent);
  const recent = shelf(maxRecent);
  const sampled = shelf(maxSampled);
  const notable = shelf(maxNotable);
  const shelves = [recent, sampled, notable];
  let spanCount = 0;

  const forget = (trace: Changing | undefined): void => {
    spanCount -= trace?.spans.length ?? 0;
  };
  const put = (trace: Changing, onto: Shelf): void => {
    onto.traces.set(trace.traceId, trace);
    if (onto.traces.size > onto.max) forget(takeOldest(onto));
  };
  const find = (traceId: string): Changing | undefined =>
    notable.traces.get(traceId) ?? sampled.traces.get(traceId) ?? recent.traces.get(traceId);
  const of = (traceId: string): Changing => {
    const known = find(traceId);
    if (known !== undefined) return known;
    const trace = newTrace(traceId, requests.take(traceId));
    put(trace, recent);
    return trace;
  };
  /** What is in the share and failed is there for its failure as well, and stays as long. */
  const move = (trace: Changing, spans: readonly KeptSpan[]): void => {
    const isNotable = trace.reason !== 'sampled' || spans.some(hasFailed);
    const onto = isNotable ? notable : sampled;
    if (notable.traces.has(trace.traceId) || onto.traces.has(trace.traceId)) return;
    for (const { traces } of shelves) traces.delete(trace.traceId);
    put(trace, onto);
  };

  return {
    addRequest(request) {
      const known = find(request.traceId);
      if (known === undefined) requests.add(request);
      else push(known.requests, request);
    },
    addFailure: (failure) => push(of(failure.traceId).failures, failure),
    addLine(line) {
      const traceId = /"traceId":"([0-9a-f]{32})"/.exec(line)?.[1];
      if (traceId !== undefined && line.length <= maxLineLength) push(of(traceId).lines, line);
    },
    addSpans(spans, reason) {
      const [first] = spans;
      if (first === undefined) return;
      const trace = of(first.spanContext().traceId);
      trace.reason ??= reason;
      move(trace, spans);
      const room = Math.max(0, maxSpans * maxPart - trace.spans.length);
      const taken = spans.slice(0, room);
      trace.spans.push(...taken);
      trace.leftOut += spans.length - taken.length;
      spanCount += taken.length;
      while (spanCount > maxSpans) forget(takeOldest(sampled) ?? takeOldest(notable));
    },
    all() {
      const alone = Map.groupBy(requests.all(), ({ traceId }) => traceId);
      return [
        ...shelves.flatMap(({ traces }) => [...traces.values()]),
        ...[...alone].map(([traceId, made]) => newTrace(traceId, made)),
      ];
    },
    find(traceId) {
      const known = find(traceId);
      if (known !== undefined) return known;
      const made = requests.all().filter((request) => request.traceId === traceId);
      return made.length > 0 ? newTrace(traceId, made) : undefined;
    },
  };
}

interface Shelf {
  readonly max: number;
  /** By trace id, the oldest first. */
  readonly traces: Map<string, Changing>;
}

function shelf(max: number): Shelf {
  return { max, traces: new Map() };
}

function takeOldest({ traces }: Shelf): Changing | undefined {
  const [oldest] = traces.values();
  if (oldest !== undefined) traces.delete(oldest.traceId);
  return oldest;
}

/** Requests in a row: of nearly all traces there is no more to keep, and a trace each cost every request. */
interface Ring {
  add(request: TracedRequest): void;
  /** Those of a trace, which are gone then. */
  take(traceId: string): readonly TracedRequest[];
  /** The oldest first. */
  all(): readonly TracedRequest[];
}

function createRing(max: number): Ring {
  let held: (TracedRequest | undefined)[] = [];
  let at = 0;
  const all = (): TracedRequest[] =>
    [...held.slice(at), ...held.slice(0, at)].filter((request) => request !== undefined);
  return {
    add(request) {
      held[at] = request;
      at = (at + 1) % max;
    },
    take(traceId) {
      const isTaken = (request: TracedRequest | undefined) => request?.traceId === traceId;
      if (!held.some(isTaken)) return [];
      const taken = all().filter(isTaken);
      held = held.map((request) => (isTaken(request) ? undefined : request));
      return taken;
    },
    all,
  };
}

function newTrace(traceId: string, requests: readonly TracedRequest[]): Changing {
  return {
    traceId,
    reason: undefined,
    requests: requests.slice(0, maxOfEach),
    failures: [],
    lines: [],
    spans: [],
    leftOut: 0,
  };
}

function push<Item>(items: Item[], item: Item): void {
  if (items.length < maxOfEach) items.push(item);
}

function hasFailed({ status }: KeptSpan): boolean {
  return status.code === SpanStatusCode.ERROR;
}
