import { type Context, ROOT_CONTEXT, SpanKind, trace, TraceFlags } from '@opentelemetry/api';

import { parseTracestate } from '../propagation/tracestate.ts';
import { createManualClock } from '../../test/manual-clock.ts';
import { createBudget } from './budget.ts';
import { createRatio } from './ratio.ts';
import { createShareSampler, forcedAttribute, type Inbound } from './share-sampler.ts';

/** The highest random part, which is in every share, and the lowest, which is in none but the whole. */
const [inShare, outOfShare] = [`0${'f'.repeat(31)}`, `1${'0'.repeat(31)}`];

interface Given {
  readonly inbound?: Inbound;
  readonly ratio?: number;
  readonly perSecond?: number;
  readonly draws?: number;
}

/** Decides as for a server's span, a tenth of which is in the share. */
function sampling({ inbound = 'edge', ratio = 0.1, perSecond = 1, draws = 0 }: Given = {}) {
  const sampler = createShareSampler({
    share: createRatio(ratio),
    inbound,
    budget: createBudget(perSecond, createManualClock()),
    random: () => draws,
  });
  return (context: Context, traceId: string, kind = SpanKind.SERVER, attributes = {}) => {
    const { isSampled, traceState } = sampler(context, { traceId, kind, attributes });
    return [isSampled, traceState?.serialize()];
  };
}

/** What came with a request. */
function remote(traceId: string, isSampled: boolean, tracestate = ''): Context {
  const traceState = parseTracestate(tracestate);
  return trace.setSpanContext(ROOT_CONTEXT, {
    ...{ traceId, spanId: '1'.repeat(16), isRemote: true },
    traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    ...(traceState === undefined ? {} : { traceState }),
  });
}

describe('a trace that begins here', () => {
  it.each([
    [inShare, [true, 'ot=th:e6666666666668']],
    [outOfShare, [false, undefined]],
  ])('%s is decided by its id', (traceId, expected) => {
    expect(sampling()(ROOT_CONTEXT, traceId)).toEqual(expected);
  });
});

describe('a trace of an internal caller', () => {
  it.each([
    [inShare, false],
    [outOfShare, true],
  ])('%s keeps the answer that it came with', (traceId, isSampled) => {
    const sample = sampling({ inbound: 'internal', perSecond: 0 });
    const within = remote(traceId, isSampled, 'ot=th:8,v=1');
    expect(sample(within, traceId)).toEqual([isSampled, undefined]);
  });
});

describe('a trace that came over the edge', () => {
  it('is not in the share because of an id that was chosen for it', () => {
    expect(sampling()(remote(inShare, false), inShare)).toEqual([false, '']);
  });

  it('is in the share by a number of our own, which others are told', () => {
    const drawn = sampling({ draws: 1 - 2 ** -30 })(remote(outOfShare, false), outOfShare);
    expect(drawn).toEqual([true, 'ot=th:e6666666666668;rv:ffffffffffffff']);
  });

  it('is sampled as its sender wishes, as often as the budget allows', () => {
    const sample = sampling({ perSecond: 2 });
    const asked = () => sample(remote(outOfShare, true), outOfShare)[0];
    expect([asked(), asked(), asked()]).toEqual([true, true, false]);
  });

  it('loses what strangers say of their sampling, and nothing else of theirs', () => {
    const within = remote(outOfShare, true, 'ot=th:0,v=1');
    expect(sampling()(within, outOfShare)).toEqual([true, 'v=1']);
  });

  it('goes on with its answer in spans below', () => {
    const local = trace.setSpanContext(ROOT_CONTEXT, {
      ...{ traceId: outOfShare, spanId: '1'.repeat(16), traceFlags: TraceFlags.SAMPLED },
    });
    expect(sampling({ perSecond: 0 })(local, outOfShare, SpanKind.CLIENT)).toEqual([
      true,
      undefined,
    ]);
  });

  it('as a message is one of our own', () => {
    const sample = sampling({ perSecond: 0 });
    expect(sample(remote(outOfShare, true), outOfShare, SpanKind.CONSUMER)[0]).toBe(true);
  });
});

describe('a trace that was asked for', () => {
  it.each<Inbound>(['edge', 'internal'])('is sampled, and stands for no others: %s', (inbound) => {
    const sample = sampling({ inbound, perSecond: 0 });
    const within = remote(outOfShare, false, 'ot=th:8,v=1');
    const forced = { [forcedAttribute]: true };
    expect(sample(within, outOfShare, SpanKind.SERVER, forced)).toEqual([true, 'v=1']);
  });
});

it('of 20,000 traces over the edge a tenth is in the share, whatever their ids', () => {
  const sampler = createShareSampler({
    share: createRatio(0.1),
    inbound: 'edge',
    budget: createBudget(0, createManualClock()),
    random: Math.random,
  });
  let sampled = 0;
  for (let n = 0; n < 20_000; n += 1) {
    const given = { traceId: inShare, kind: SpanKind.SERVER, attributes: {} };
    sampled += sampler(remote(inShare, true), given).isSampled ? 1 : 0;
  }
  // Six standard deviations of a tenth of 20,000.
  expect(Math.abs(sampled - 2000)).toBeLessThan(255);
});
