import type { KeptSpan } from '@unite/tracing';

import type { TracedRequest } from './latest-traces.ts';

/** A trace's id that ends in `n`, for specs. */
export function traceIdStandIn(n: number): string {
  return n.toString(16).padStart(32, '0');
}

/** A span's id that ends in `n`, for specs. */
export function spanIdStandIn(n: number): string {
  return n.toString(16).padStart(16, '0');
}

/** What a {@link spanStandIn} differs in. */
export interface SpanStandIn extends Partial<Omit<KeptSpan, 'spanContext'>> {
  readonly trace?: number;
  readonly id?: number;
  /** Undefined for the root. */
  readonly parent?: number;
  /** Whether the parent is in another process. */
  readonly isRemote?: boolean;
  readonly startMs?: number;
}

/** A span that looks like any other, for specs to which only some of its members matter. */
export function spanStandIn(overrides: SpanStandIn = {}): KeptSpan {
  const { trace = 1, id = 1, parent, isRemote = false, startMs = 0, ...members } = overrides;
  const traceId = traceIdStandIn(trace);
  return {
    name: 'work',
    kind: 0,
    startTime: [0, startMs * 1e6],
    duration: [0, 1e6],
    status: { code: 0 },
    attributes: {},
    events: [],
    spanContext: () => ({ traceId, spanId: spanIdStandIn(id), traceFlags: 1 }),
    ...(parent === undefined
      ? {}
      : { parentSpanContext: { traceId, spanId: spanIdStandIn(parent), traceFlags: 1, isRemote } }),
    ...members,
  };
}

/** A request of the first trace that looks like any other. */
export function requestStandIn(overrides: Partial<TracedRequest> = {}): TracedRequest {
  return {
    traceId: traceIdStandIn(1),
    spanId: spanIdStandIn(1),
    requestId: 'r1',
    workspaceId: 'w1',
    method: 'GET',
    route: '/api/contacts',
    status: 200,
    startedAtMs: 0,
    durationMs: 5,
    ...overrides,
  };
}
