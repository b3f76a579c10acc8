/** @jest-environment node */
import { joinTraces } from './join-traces.ts';
import type { Trace } from './trace.ts';
import { webRequestStandIn, webSpanStandIn } from './web-span-stand-in.ts';
import type { WebTrace } from './web-traces.ts';

const ofWeb: WebTrace = {
  ...{ traceId: 't1', reason: 'error', leftOut: 1 },
  spans: [
    webSpanStandIn({
      id: 'b',
      parent: 'a',
      kind: 2,
      name: 'GET',
      startMs: 12,
      status: { code: 2 },
    }),
    webRequestStandIn('a', '/w/w1', { startMs: 10, duration: [0, 30e6] }),
  ],
  failures: [
    {
      traceId: 't1',
      spanId: 'b',
      name: 'TypeError',
      code: 'INTERNAL',
      occurrenceId: 'r1',
      atMs: 15,
    },
  ],
};
const ofApi: Trace = {
  ...{ traceId: 't1', name: 'GET /api/contacts', status: 200, requests: 1 },
  // Both of 1970: 13 ms.
  ...{ startedAt: new Date(13).toISOString(), durationMs: 4, failed: false },
  ...{ outcome: 'dropped', reason: null, spansLeftOut: 2 },
  logs: [{ atMs: 4, level: 'info', message: 'answered', fields: [] }],
  errors: [],
  spans: [
    {
      ...{ spanId: 'c', parentSpanId: 'b', depth: 0, name: 'GET /api/contacts', kind: 'server' },
      ...{ startMs: 0, durationMs: 4, failed: false, attributes: [] },
      events: [{ name: 'exception', atMs: 1, attributes: [] }],
    },
  ],
};

describe('a trace that the API and this web server know', () => {
  const joined = joinTraces(ofApi, ofWeb);

  it('has each step below what caused it, over one time', () => {
    expect(joined?.spans.map(({ name, depth, startMs }) => [name, depth, startMs])).toEqual([
      ['GET /w/[workspace]', 0, 0],
      ['GET', 1, 2],
      ['GET /api/contacts', 2, 3],
    ]);
    expect(joined?.spans.map(({ attributes }) => attributes[0]?.value)).toEqual([
      'unite-web',
      'unite-web',
      'unite-api',
    ]);
    expect(joined).toMatchObject({
      startedAt: new Date(10).toISOString(),
      durationMs: 30,
      logs: [{ atMs: 7 }],
      errors: [{ atMs: 5, code: 'INTERNAL', occurrenceId: 'r1' }],
      spansLeftOut: 3,
    });
    expect(joined?.spans[2]?.events[0]?.atMs).toBe(4);
  });

  it('is kept where one of them keeps it, and failed where something did', () => {
    expect(joined).toMatchObject({ outcome: 'kept', reason: 'error', failed: true, status: 200 });
  });
});

describe('a trace that one of them knows', () => {
  it('is as the API tells it', () => {
    expect(joinTraces(ofApi, undefined)).toBe(ofApi);
  });

  it('is named after the first request to this web server', () => {
    expect(joinTraces(undefined, ofWeb)).toMatchObject({
      ...{ traceId: 't1', name: 'GET /w/[workspace]', status: 200, requests: 1 },
      ...{ outcome: 'kept', reason: 'error', logs: [] },
    });
  });

  it('is none where neither does', () => {
    expect(joinTraces(undefined, undefined)).toBeUndefined();
  });
});
