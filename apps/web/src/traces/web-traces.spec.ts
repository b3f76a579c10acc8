/** @jest-environment node */
import { webRequestStandIn, webSpanStandIn } from './web-span-stand-in.ts';
import { createWebTraces, type WebFailure } from './web-traces.ts';

const page = (id: string, workspace: string, more: object = {}) =>
  webRequestStandIn(id, `/w/${workspace}/contacts`, more);
const failure = (spanId: string, traceId = 't1'): WebFailure => ({
  ...{ traceId, spanId, occurrenceId: 'r1' },
  ...{ name: 'TypeError', code: 'INTERNAL', atMs: 3 },
});
const ids = (found: ReturnType<ReturnType<typeof createWebTraces>['find']>) =>
  found?.spans.map((span) => span.spanContext().spanId);

describe('a trace of this web server', () => {
  it('is known with its spans, early and late, and its failures', () => {
    const traces = createWebTraces();
    traces.addFailure(failure('b'));
    traces.addSpans([page('a', 'w1'), webSpanStandIn({ id: 'b', parent: 'a' })], 'error');
    traces.addSpans([webSpanStandIn({ id: 'c', parent: 'b' })], 'error');
    const found = traces.find('t1', 'w1');
    expect(ids(found)).toEqual(['a', 'b', 'c']);
    expect(found).toMatchObject({ reason: 'error', failures: [failure('b')], leftOut: 0 });
  });

  it('shows a workspace what it asked for, of pages and of the API, and nothing of another', () => {
    const traces = createWebTraces();
    traces.addFailure(failure('d'));
    traces.addSpans(
      [
        ...[page('a', 'w1'), webSpanStandIn({ id: 'b', parent: 'a' })],
        ...[page('c', 'w2'), webSpanStandIn({ id: 'd', parent: 'c' })],
        webRequestStandIn('e', '/api/w/w1/contacts'),
        webSpanStandIn({ id: 'f', parent: 'unknown' }),
      ],
      'sampled',
    );
    expect(ids(traces.find('t1', 'w1'))).toEqual(['a', 'b', 'e']);
    expect(traces.find('t1', 'w1')?.failures).toEqual([]);
    expect(ids(traces.find('t1', 'w2'))).toEqual(['c', 'd']);
    expect(traces.find('t1', 'w3')).toBeUndefined();
    expect(traces.find('t2', 'w1')).toBeUndefined();
  });
});

describe('the room for traces', () => {
  const add = (traces: ReturnType<typeof createWebTraces>, traceId: string, code: number) =>
    traces.addSpans([page('a', 'w1', { traceId, status: { code } })], 'sampled');

  it('is given to the latest, those that failed apart from the others', () => {
    const traces = createWebTraces({ maxTraces: 2 });
    add(traces, 'failed', 2);
    for (const traceId of ['1', '2', '3']) add(traces, traceId, 0);
    const known = ['failed', '1', '2', '3'].filter((traceId) => traces.find(traceId, 'w1'));
    expect(known).toEqual(['failed', '2', '3']);
  });

  it('is bounded for one trace, and says what it leaves out', () => {
    const traces = createWebTraces({ maxSpansEach: 2 });
    const late = ['b', 'c'].map((id) => webSpanStandIn({ id, parent: 'a' }));
    traces.addSpans([page('a', 'w1'), ...late], 'sampled');
    traces.addSpans([webSpanStandIn({ id: 'd', parent: 'a' })], 'sampled');
    expect(traces.find('t1', 'w1')).toMatchObject({ leftOut: 2 });
    expect(ids(traces.find('t1', 'w1'))).toEqual(['a', 'b']);
  });
});
