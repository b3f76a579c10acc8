import { ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api';

import { createManualClock } from '../../gate/metrics-manual-clock.ts';
import { createExemplarStore, type IsTraceKept } from './exemplar-store.ts';
import { type Series } from './series.ts';

const traceId = (digit: string) => digit.repeat(32);
const spanId = 'b'.repeat(16);

function within(digit: string, sampled = true): Context {
  const span = { traceId: traceId(digit), spanId, traceFlags: sampled ? 1 : 0 };
  return trace.setSpanContext(ROOT_CONTEXT, span);
}

function store(isTraceKept?: IsTraceKept, maxSlots = 100) {
  const clock = createManualClock();
  const made = createExemplarStore({ isTraceKept, clock, maxSlots });
  const series: Series = { attributes: {} };
  const ids = () => made.of(series).map((each) => each.traceId[0]);
  return { ...made, clock, series, ids };
}

describe('an exemplar', () => {
  it('tells trace, span, value and time', () => {
    const { offer, of, series, clock } = store();
    offer(series, 0, 0.25, within('a'));
    expect(of(series)).toEqual([
      { traceId: traceId('a'), spanId, value: 0.25, timeMs: clock.now() },
    ]);
  });

  it('is not made outside of a trace or for one that is not sampled', () => {
    const { offer, series, ids } = store();
    offer(series, 0, 1, ROOT_CONTEXT);
    offer(series, 0, 1, within('a', false));
    expect(ids()).toEqual([]);
  });

  it('is the first kept one of each bucket, until the next collection looks for a newer one', () => {
    const { offer, collect, series, ids } = store();
    offer(series, 0, 1, within('a'));
    offer(series, 0, 1, within('c'));
    offer(series, 1, 5, within('d'));
    expect(ids()).toEqual(['a', 'd']);
    collect();
    expect(ids()).toEqual(['a', 'd']);
    offer(series, 0, 1, within('c'));
    expect(ids()).toEqual(['c', 'd']);
  });

  it('has a bound over all series', () => {
    const { offer, series, ids } = store(undefined, 1);
    offer(series, 0, 1, within('a'));
    offer(series, 1, 1, within('c'));
    expect(ids()).toEqual(['a']);
  });
});

describe('a trace whose fate is not decided', () => {
  it('is published once it is known to be kept', () => {
    const fate = new Map<string, boolean>();
    const { offer, collect, series, ids } = store((id) => fate.get(id));
    offer(series, 0, 1, within('a', false));
    collect();
    expect(ids()).toEqual([]);
    fate.set(traceId('a'), true);
    expect(ids()).toEqual([]);
    collect();
    expect(ids()).toEqual(['a']);
  });

  it('is forgotten when it is dropped, and another one takes its place', () => {
    const fate = new Map<string, boolean>();
    const { offer, collect, series, ids } = store((id) => fate.get(id));
    offer(series, 0, 1, within('a'));
    fate.set(traceId('a'), false);
    offer(series, 0, 1, within('c'));
    fate.set(traceId('c'), true);
    collect();
    expect(ids()).toEqual(['c']);
  });

  it('waits with one other at most', () => {
    const fate = new Map<string, boolean>();
    const { offer, collect, series, ids } = store((id) => fate.get(id));
    for (const digit of ['a', 'c', 'd']) offer(series, 0, 1, within(digit));
    fate.set(traceId('a'), true);
    collect();
    expect(ids()).toEqual([]);
  });

  it('is not published when the one who decides fails', () => {
    const { offer, collect, series, ids } = store(() => {
      throw new Error('no answer');
    });
    offer(series, 0, 1, within('a'));
    collect();
    expect(ids()).toEqual([]);
  });
});
