import { createDecisions, type Decision, type KeepReason } from './decisions.ts';

/** What the buffer reads of a span that has ended. */
export interface BufferedSpan {
  readonly traceId: string;
  /** It has no parent in this process: when the last such span of a trace ends, the trace is decided. */
  readonly isLocalRoot: boolean;
  /** The trace begins with it, so that nothing can be known of it. Default: false. */
  readonly isRoot?: boolean;
}

/** Why spans are not delivered. */
export type NotKept =
  /** Its trace is neither in the share nor worth keeping: what sampling is for. */
  | 'not_sampled'
  /** The buffer was full, and its trace was the oldest of which nothing was known that speaks for it. */
  | 'buffer_full'
  /** Its trace has more spans than one may have. */
  | 'trace_full';

/** Options of {@link createTraceBuffer}. */
export interface TraceBufferOptions<Span extends BufferedSpan> {
  /** Why a trace is kept, judged by one of its spans that has ended; undefined when nothing speaks for it. */
  readonly worth: (span: Span) => KeepReason | undefined;
  /** Why a trace is kept whatever becomes of it, told by a local root that starts. Default: it never is. */
  readonly asked?: (span: Span) => KeepReason | undefined;
  /** Whether the trace of a local root that starts is kept because its id was before. Default: it always is. */
  readonly follows?: (span: Span) => boolean;
  /** Takes spans whose trace is kept. */
  readonly keep: (spans: readonly Span[], reason: KeepReason) => void;
  /** Told of spans that are given up. */
  readonly drop: (count: number, reason: NotKept) => void;
  /** Spans of one trace that may wait, at least 1. Default: 1000. */
  readonly maxSpansPerTrace?: number;
  /** Spans of all traces that may wait, at least 1. Default: 20,000. */
  readonly maxSpans?: number;
}

/** Holds the spans of each trace until it is known whether the trace is kept. */
export interface TraceBuffer<Span extends BufferedSpan> {
  /** Told of every span that starts. */
  start(span: Span): void;
  /** Told of every span that ends, once. */
  end(span: Span): void;
  /** Decides all traces by what is known now, e.g. before the process ends. */
  decideAll(): void;
  /** What became of a trace; undefined for one that is not remembered. */
  decision(traceId: string): Decision | undefined;
  /** Spans that wait. */
  readonly waiting: number;
}

interface Trace<Span> {
  readonly spans: Span[];
  /** Local roots that have not ended. */
  roots: number;
  reason: KeepReason | undefined;
  /** It is kept when its id was before. */
  readonly follows: boolean;
  /** It was never decided before: looking for that in what is remembered takes a microsecond. */
  readonly isNew: boolean;
}

/**
 * Creates a buffer. A trace is kept when one of its spans speaks for it; that is decided when its last local root
 * ends. What ends later follows, and can still speak for the trace.
 */
export function createTraceBuffer<Span extends BufferedSpan>(
  options: TraceBufferOptions<Span>,
): TraceBuffer<Span> {
  const { worth, keep, drop, maxSpansPerTrace = 1000, maxSpans = 20_000 } = options;
  const { asked = () => undefined, follows = () => true } = options;
  /** By trace id, the oldest first. */
  const open = new Map<string, Trace<Span>>();
  const decisions = createDecisions();
  let waiting = 0;

  const decide = (traceId: string, trace: Trace<Span>, otherwise: NotKept): void => {
    const { spans, reason } = trace;
    const before = trace.isNew ? undefined : decisions.keepReason(traceId);
    open.delete(traceId);
    waiting -= spans.length;
    decisions.remember(traceId, reason ?? before);
    const kept = reason ?? (trace.follows ? before : undefined);
    if (spans.length === 0) return;
    if (kept === undefined) drop(spans.length, otherwise);
    else keep(spans, kept);
  };

  const makeRoom = (): void => {
    let oldest: readonly [string, Trace<Span>] | undefined;
    for (const [traceId, trace] of open) {
      if (trace.spans.length === 0) continue;
      oldest ??= [traceId, trace];
      if (trace.reason === undefined) return decide(traceId, trace, 'buffer_full');
    }
    if (oldest !== undefined) decide(...oldest, 'buffer_full');
  };

  const hold = (trace: Trace<Span>, span: Span): void => {
    if (trace.spans.length >= maxSpansPerTrace) return drop(1, 'trace_full');
    trace.spans.push(span);
    waiting += 1;
  };

  return {
    start(span) {
      const { traceId, isLocalRoot, isRoot = false } = span;
      if (!isLocalRoot) return;
      const trace = isRoot ? undefined : open.get(traceId);
      if (trace !== undefined) {
        trace.roots += 1;
        trace.reason = asked(span) ?? trace.reason;
        return;
      }
      const before = isRoot ? undefined : decisions.keepReason(traceId);
      const isFollowing = before === undefined || follows(span);
      const reason = asked(span) ?? (isFollowing ? before : undefined);
      open.set(traceId, { spans: [], roots: 1, reason, follows: isFollowing, isNew: isRoot });
    },
    end(span) {
      const { traceId, isLocalRoot } = span;
      if (waiting >= maxSpans && open.has(traceId)) makeRoom();
      // Late spans, and those of a trace that has just made room, are a trace of their own that ends at once.
      const trace = open.get(traceId) ?? late();
      trace.reason ??= worth(span);
      hold(trace, span);
      if (isLocalRoot) trace.roots -= 1;
      if (trace.roots <= 0) decide(traceId, trace, 'not_sampled');
    },
    decideAll() {
      for (const [traceId, trace] of open) decide(traceId, trace, 'not_sampled');
    },
    decision: (traceId) => (open.has(traceId) ? { outcome: 'open' } : decisions.decision(traceId)),
    get waiting() {
      return waiting;
    },
  };
}

/** What spans belong to that end after their trace was decided. */
function late<Span>(): Trace<Span> {
  return { spans: [], roots: 0, reason: undefined, follows: true, isNew: false };
}
