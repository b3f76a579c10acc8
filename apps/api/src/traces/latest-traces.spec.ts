import { createLatestTraces } from './latest-traces.ts';
import { requestStandIn, spanStandIn, traceIdStandIn } from './trace-stand-in.ts';

const failed = { code: 2 };
const lineOf = (trace: number) => `{"msg":"x","traceId":"${traceIdStandIn(trace)}"}`;

describe('the latest traces', () => {
  it('put together what belongs together, in whatever order it comes', () => {
    const latest = createLatestTraces();
    latest.addLine(lineOf(1));
    latest.addSpans([spanStandIn()], 'slow');
    latest.addRequest(requestStandIn());
    latest.addFailure({
      ...{ traceId: traceIdStandIn(1), requestId: 'r1', name: 'TypeError', code: 'INTERNAL' },
      atMs: 1,
    });
    latest.addSpans([spanStandIn({ id: 2 })], 'slow');
    expect(latest.all()).toHaveLength(1);
    expect(latest.find(traceIdStandIn(1))).toMatchObject({
      reason: 'slow',
      lines: [lineOf(1)],
      requests: [{ requestId: 'r1' }],
      failures: [{ name: 'TypeError' }],
      leftOut: 0,
    });
    expect(latest.find(traceIdStandIn(1))?.spans).toHaveLength(2);
  });

  it('hold requests of which nothing else is known, and put them to what comes later', () => {
    const latest = createLatestTraces({ maxRecent: 3 });
    const add = (trace: number, requestId: string) =>
      latest.addRequest(requestStandIn({ traceId: traceIdStandIn(trace), requestId }));
    for (const [trace, id] of [
      [1, 'r1'],
      [2, 'r2'],
      [3, 'r3'],
      [2, 'r4'],
    ] as const)
      add(trace, id);
    const requestsOf = (trace: number) =>
      latest.find(traceIdStandIn(trace))?.requests.map(({ requestId }) => requestId);
    expect([1, 2, 3].map(requestsOf)).toEqual([undefined, ['r2', 'r4'], ['r3']]);
    expect(latest.all()).toHaveLength(2);
    latest.addSpans([spanStandIn({ trace: 2 })], 'slow');
    add(2, 'r5');
    for (const id of ['r6', 'r7', 'r8']) add(4, id);
    expect([2, 3, 4].map(requestsOf)).toEqual([['r2', 'r4', 'r5'], undefined, ['r6', 'r7', 'r8']]);
    expect(latest.all()).toHaveLength(2);
  });

  it('pass over lines without a trace and endless ones', () => {
    const latest = createLatestTraces();
    latest.addLine('{"msg":"x"}');
    latest.addLine(lineOf(1) + ' '.repeat(4_000));
    expect(latest.all()).toEqual([]);
  });

  it('forget the oldest of each kind, and what is kept for a reason last', () => {
    const latest = createLatestTraces({ maxRecent: 2, maxSampled: 1, maxNotable: 2 });
    latest.addSpans([spanStandIn({ trace: 1 })], 'error');
    latest.addSpans([spanStandIn({ trace: 2 })], 'sampled');
    latest.addSpans([spanStandIn({ trace: 3 })], 'sampled');
    for (const n of [4, 5, 6]) latest.addRequest(requestStandIn({ traceId: traceIdStandIn(n) }));
    const has = [1, 2, 3, 4, 5, 6].filter((n) => latest.find(traceIdStandIn(n)) !== undefined);
    expect(has).toEqual([1, 3, 5, 6]);
  });

  it('keep a failed one of the share as long as one that is kept for its failure', () => {
    const latest = createLatestTraces({ maxSampled: 1, maxNotable: 5 });
    latest.addSpans([spanStandIn({ trace: 1 })], 'sampled');
    latest.addSpans([spanStandIn({ trace: 1, id: 2, status: failed })], 'sampled');
    for (const trace of [2, 3]) latest.addSpans([spanStandIn({ trace })], 'sampled');
    expect(latest.find(traceIdStandIn(1))?.reason).toBe('sampled');
    expect(latest.find(traceIdStandIn(2))).toBeUndefined();
  });

  it('have a bound for the spans of one trace, and say how many were left out', () => {
    const latest = createLatestTraces({ maxSpans: 100 });
    const spans = Array.from({ length: 12 }, (_, id) => spanStandIn({ id }));
    latest.addSpans(spans, 'error');
    const found = latest.find(traceIdStandIn(1));
    expect([found?.spans.length, found?.leftOut]).toEqual([10, 2]);
  });

  it('have a bound for the spans of all traces, which takes those of the share first', () => {
    const latest = createLatestTraces({ maxSpans: 30 });
    const three = (trace: number) => [1, 2, 3].map((id) => spanStandIn({ trace, id }));
    latest.addSpans(three(1), 'error');
    for (let trace = 2; trace < 40; trace += 1) latest.addSpans(three(trace), 'sampled');
    const held = latest.all().reduce((sum, { spans }) => sum + spans.length, 0);
    expect(held).toBe(30);
    expect(latest.find(traceIdStandIn(1))).toBeDefined();
    for (let trace = 40; trace < 90; trace += 1) latest.addSpans(three(trace), 'slow');
    expect(latest.all().reduce((sum, { spans }) => sum + spans.length, 0)).toBe(30);
    expect(latest.find(traceIdStandIn(1))).toBeUndefined();
  });

  it('have a bound for the requests and lines of one trace', () => {
    const latest = createLatestTraces();
    for (let n = 0; n < 60; n += 1) {
      latest.addRequest(requestStandIn());
      latest.addLine(lineOf(1));
    }
    const found = latest.find(traceIdStandIn(1));
    expect([found?.requests.length, found?.lines.length]).toEqual([50, 50]);
  });
});
