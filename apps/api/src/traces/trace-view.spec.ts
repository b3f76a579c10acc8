import type { Decision } from '@unite/tracing';

import type { LatestTrace } from './latest-traces.ts';
import { requestStandIn, spanIdStandIn, spanStandIn, traceIdStandIn } from './trace-stand-in.ts';
import { isListed, summaryOf, traceOf, visibleTo } from './trace-view.ts';

const trace = (overrides: Partial<LatestTrace> = {}): LatestTrace => ({
  ...{ traceId: traceIdStandIn(1), reason: 'sampled', requests: [], failures: [] },
  ...{ lines: [], spans: [], leftOut: 0 },
  ...overrides,
});
const server = { kind: 1 } as const;
const known = (decision?: Decision) => () => decision;

describe('what a workspace sees of a trace', () => {
  const shared = trace({
    requests: [
      requestStandIn(),
      requestStandIn({ spanId: spanIdStandIn(2), requestId: 'r2', workspaceId: 'w2' }),
      requestStandIn({ spanId: spanIdStandIn(3), requestId: 'r3', workspaceId: '' }),
    ],
    spans: [
      spanStandIn({ id: 11, parent: 1, name: 'own query' }),
      spanStandIn({ id: 1, ...server, parent: 99, isRemote: true, name: 'own' }),
      spanStandIn({ id: 12, parent: 2, name: 'query of another' }),
      spanStandIn({ id: 2, ...server, name: 'of another' }),
      spanStandIn({ id: 3, ...server, name: 'without a key' }),
      spanStandIn({ id: 4, ...server, name: 'not answered yet' }),
      spanStandIn({ id: 5, name: 'job' }),
    ],
    lines: ['{"requestId":"r1"}', '{"requestId":"r2"}', '{}'],
    failures: ['r1', 'r2'].map((requestId) => ({
      ...{ traceId: traceIdStandIn(1), requestId, name: 'E', code: 'INTERNAL', atMs: 0 },
    })),
  });

  it('is its own requests with all that they caused, and what is nobody’s', () => {
    const seen = visibleTo('w1', shared);
    expect(seen.requests.map(({ requestId }) => requestId)).toEqual(['r1', 'r3']);
    expect(seen.spans.map(({ name }) => name)).toEqual([
      'own query',
      'own',
      'without a key',
      'job',
    ]);
    expect(seen.lines).toEqual(['{"requestId":"r1"}', '{}']);
    expect(seen.failures.map(({ requestId }) => requestId)).toEqual(['r1']);
  });

  it.each<[string, Partial<LatestTrace>, boolean]>([
    ['a request of its own', { requests: [requestStandIn()] }, true],
    ['only one without a key', { requests: [requestStandIn({ workspaceId: '' })] }, false],
    ['a job of the share', { spans: [spanStandIn()] }, false],
    ['a job that failed', { spans: [spanStandIn()], reason: 'error' }, true],
    ['nothing', { reason: 'error' }, false],
  ])('is in its list with %s: %s', (_, overrides, isThere) => {
    expect(isListed(trace(overrides))).toBe(isThere);
  });
});

describe('a trace in one line', () => {
  it('begins with its first request and ends with its last span', () => {
    const line = summaryOf(
      trace({
        requests: [
          requestStandIn({ method: 'POST', route: '/b', status: 500, startedAtMs: 30 }),
          requestStandIn({ startedAtMs: 10, durationMs: 5 }),
        ],
        spans: [spanStandIn({ startMs: 12 }), spanStandIn({ startMs: 98, duration: [0, 2e6] })],
      }),
      known(),
    );
    expect(line).toEqual({
      traceId: traceIdStandIn(1),
      name: 'GET /api/contacts',
      status: 500,
      startedAt: '1970-01-01T00:00:00.010Z',
      durationMs: 90,
      requests: 2,
      failed: true,
      outcome: 'kept',
      reason: 'sampled',
    });
  });

  it.each<[Decision | undefined, string, string | null]>([
    [{ outcome: 'open' }, 'open', null],
    [{ outcome: 'dropped' }, 'dropped', null],
    [{ outcome: 'kept', reason: 'slow' }, 'kept', 'slow'],
    [undefined, 'dropped', null],
  ])('says what became of it: %j', (decision, outcome, reason) => {
    const asked = trace({ reason: undefined, requests: [requestStandIn()] });
    expect(summaryOf(asked, known(decision))).toMatchObject({ outcome, reason });
  });

  it('is none while nothing of it has ended', () => {
    expect(summaryOf(trace({ lines: ['{}'] }), known())).toBeUndefined();
  });

  it('of a job has its name and no status', () => {
    const job = trace({ spans: [spanStandIn({ name: 'purge' })], reason: 'error' });
    expect(summaryOf(job, known())).toMatchObject({ name: 'purge', status: null, requests: 0 });
  });
});

describe('a line of the log', () => {
  it('tells of an error what it is and not what it said', () => {
    const cause = { type: 'DatabaseError', code: '57014', message: 'hush', stack: '\n at hush' };
    const err = { type: 'Problem', message: 'hush', stack: '\n at hush', cause };
    const time = '1970-01-01T00:00:00.020Z';
    const line = JSON.stringify({ level: 50, time, msg: 'request failed', code: 'TIMEOUT', err });
    const whole = traceOf(trace({ requests: [requestStandIn()], lines: [line] }), known());
    expect(whole?.logs).toEqual([
      {
        ...{ atMs: 20, level: 'error', message: 'request failed' },
        fields: [
          { name: 'code', value: 'TIMEOUT' },
          { name: 'err.type', value: 'Problem' },
          { name: 'err.cause.type', value: 'DatabaseError' },
          { name: 'err.cause.code', value: '57014' },
        ],
      },
    ]);
  });
});

describe('a whole trace', () => {
  it('has each span before what it caused, in the order of their starts', () => {
    const whole = traceOf(
      trace({
        spans: [
          spanStandIn({ id: 3, parent: 1, startMs: 5, name: 'second' }),
          spanStandIn({ id: 4, parent: 2, startMs: 3, name: 'within the first' }),
          spanStandIn({ id: 2, parent: 1, startMs: 2, name: 'first' }),
          spanStandIn({ id: 1, parent: 9, isRemote: true, startMs: 1, name: 'root' }),
        ],
      }),
      known(),
    );
    expect(whole?.spans.map(({ name, depth, startMs }) => [name, depth, startMs])).toEqual([
      ['root', 0, 0],
      ['first', 1, 1],
      ['within the first', 2, 2],
      ['second', 1, 4],
    ]);
  });

  it('has attributes and events as texts, and times to a microsecond', () => {
    const whole = traceOf(
      trace({
        spans: [
          spanStandIn({
            duration: [0, 1_234_567],
            status: { code: 2 },
            attributes: { rows: 3, table: 'contacts', both: ['a', 'b'] },
            events: [{ name: 'retry', time: [0, 500_400] }],
          }),
        ],
      }),
      known(),
    );
    expect(whole?.spans[0]).toMatchObject({
      durationMs: 1.235,
      failed: true,
      kind: 'internal',
      parentSpanId: null,
      attributes: [
        { name: 'rows', value: '3' },
        { name: 'table', value: 'contacts' },
        { name: 'both', value: '["a","b"]' },
      ],
      events: [{ name: 'retry', atMs: 0.5, attributes: [] }],
    });
  });

  it('has the lines of the log in the order of their times, without what all have', () => {
    const line = (ms: number, msg: string) =>
      `{"level":40,"time":"1970-01-01T00:00:00.0${ms}Z","service":"s","traceId":"t","route":"/x","msg":"${msg}"}`;
    const whole = traceOf(
      trace({ requests: [requestStandIn()], lines: [line(30, 'b'), line(20, 'a')] }),
      known(),
    );
    expect(whole?.logs).toEqual([
      { atMs: 20, level: 'warn', message: 'a', fields: [{ name: 'route', value: '/x' }] },
      { atMs: 30, level: 'warn', message: 'b', fields: [{ name: 'route', value: '/x' }] },
    ]);
  });
});
