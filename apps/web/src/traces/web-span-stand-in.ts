import type { KeptSpan } from '@unite/tracing';

/** What a {@link webSpanStandIn} differs in. */
export interface WebSpanStandIn extends Partial<Omit<KeptSpan, 'spanContext'>> {
  readonly traceId?: string;
  readonly id: string;
  readonly parent?: string;
  readonly startMs?: number;
}

/** A span of this web server that looks like any other, for specs to which only some of its members matter. */
export function webSpanStandIn(overrides: WebSpanStandIn): KeptSpan {
  const { traceId = 't1', id, parent, startMs = 0, ...members } = overrides;
  return {
    name: 'work',
    kind: 0,
    startTime: [0, startMs * 1e6],
    duration: [0, 5e6],
    status: { code: 0 },
    attributes: {},
    events: [],
    spanContext: () => ({ traceId, spanId: id, traceFlags: 1 }),
    ...(parent === undefined
      ? {}
      : { parentSpanContext: { traceId, spanId: parent, traceFlags: 1 } }),
    ...members,
  };
}

/** A request for a page of a workspace. */
export function webRequestStandIn(id: string, path: string, more: object = {}): KeptSpan {
  const attributes = { 'url.path': path, 'http.response.status_code': 200 };
  return webSpanStandIn({ id, kind: 1, name: 'GET /w/[workspace]', attributes, ...more });
}
