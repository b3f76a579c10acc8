import * as fc from 'fast-check';

import type { KeepReason } from './decisions.ts';
import {
  type BufferedSpan,
  createTraceBuffer,
  type NotKept,
  type TraceBufferOptions,
} from './trace-buffer.ts';

interface Span extends BufferedSpan {
  readonly id: number;
  readonly speaks?: KeepReason;
}

function openBuffer(options: Partial<TraceBufferOptions<Span>> = {}) {
  const kept: (readonly [id: number, KeepReason])[] = [];
  const dropped: Partial<Record<NotKept, number>> = {};
  const buffer = createTraceBuffer<Span>({
    worth: ({ speaks }) => speaks,
    keep: (spans, reason) => kept.push(...spans.map(({ id }) => [id, reason] as const)),
    drop: (count, reason) => void (dropped[reason] = (dropped[reason] ?? 0) + count),
    ...options,
  });
  return { buffer, kept, dropped };
}

const root = (traceId: string, id = 0, speaks?: KeepReason): Span => ({
  ...{ traceId, id, isLocalRoot: true },
  ...(speaks === undefined ? {} : { speaks }),
});
const child = (traceId: string, id: number, speaks?: KeepReason): Span => ({
  ...root(traceId, id, speaks),
  isLocalRoot: false,
});

describe('a trace', () => {
  it('is kept as a whole when one of its spans speaks for it', () => {
    const { buffer, kept, dropped } = openBuffer();
    buffer.start(root('a'));
    buffer.end(child('a', 1));
    buffer.end(child('a', 2, 'error'));
    expect(kept).toEqual([]);
    expect(buffer.decision('a')).toEqual({ outcome: 'open' });
    buffer.end(root('a', 3));
    expect(kept).toEqual([
      [1, 'error'],
      [2, 'error'],
      [3, 'error'],
    ]);
    expect([dropped, buffer.decision('a')]).toEqual([{}, { outcome: 'kept', reason: 'error' }]);
  });

  it('is dropped as a whole when none does', () => {
    const { buffer, kept, dropped } = openBuffer();
    buffer.start(root('a'));
    buffer.end(child('a', 1));
    buffer.end(root('a', 2));
    expect([kept, dropped]).toEqual([[], { not_sampled: 2 }]);
    expect(buffer.decision('a')).toEqual({ outcome: 'dropped' });
  });

  it('waits for the last of several local roots', () => {
    const { buffer, kept } = openBuffer();
    buffer.start(root('a'));
    buffer.start(root('a'));
    buffer.end(root('a', 1));
    expect(kept).toEqual([]);
    buffer.end(root('a', 2, 'slow'));
    expect(kept).toEqual([
      [1, 'slow'],
      [2, 'slow'],
    ]);
  });

  it('that nobody has seen is unknown', () => {
    expect(openBuffer().buffer.decision('a')).toBeUndefined();
  });
});

describe('a span that ends after its root', () => {
  it('follows the decision', () => {
    const { buffer, kept, dropped } = openBuffer();
    for (const [trace, speaks] of [['a', 'sampled'], ['b']] as const) {
      buffer.start(root(trace));
      buffer.end(root(trace, 0, speaks));
      buffer.end(child(trace, 1));
    }
    expect(kept.map(([id]) => id)).toEqual([0, 1]);
    expect(dropped).toEqual({ not_sampled: 2 });
  });

  it('can still speak for its trace, and for what comes after it', () => {
    const { buffer, kept } = openBuffer();
    buffer.start(root('a'));
    buffer.end(root('a', 0));
    buffer.end(child('a', 1, 'error'));
    buffer.end(child('a', 2));
    expect(kept).toEqual([
      [1, 'error'],
      [2, 'error'],
    ]);
  });
});

describe('a full buffer', () => {
  it('gives up the oldest trace that nothing speaks for', () => {
    const { buffer, kept, dropped } = openBuffer({ maxSpans: 3 });
    for (const trace of ['a', 'b', 'c']) buffer.start(root(trace));
    buffer.end(child('a', 1, 'error'));
    buffer.end(child('b', 2));
    buffer.end(child('c', 3));
    buffer.end(child('c', 4));
    expect([kept, dropped, buffer.waiting]).toEqual([[], { buffer_full: 1 }, 3]);
  });

  it('delivers the oldest trace early when something speaks for all', () => {
    const { buffer, kept, dropped } = openBuffer({ maxSpans: 2 });
    for (const trace of ['a', 'b']) buffer.start(root(trace));
    buffer.end(child('a', 1, 'error'));
    buffer.end(child('b', 2, 'slow'));
    buffer.end(child('b', 3));
    expect([kept, dropped]).toEqual([[[1, 'error']], {}]);
    buffer.end(root('a', 4));
    expect(kept).toEqual([
      [1, 'error'],
      [4, 'error'],
    ]);
  });

  it('takes so many spans of one trace and no more', () => {
    const { buffer, kept, dropped } = openBuffer({ maxSpansPerTrace: 2 });
    buffer.start(root('a'));
    for (const id of [1, 2, 3]) buffer.end(child('a', id));
    buffer.end(root('a', 4, 'error'));
    expect(kept.map(([id]) => id)).toEqual([1, 2]);
    expect(dropped).toEqual({ trace_full: 2 });
  });
});

describe('whatever happens', () => {
  const reasons = fc.option(fc.constantFrom<KeepReason>('sampled', 'error', 'slow'), {
    nil: undefined,
    freq: 6,
  });
  const steps = fc.array(
    fc.record({
      trace: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      does: fc.constantFrom('start a root', 'end a root', 'end a child', 'decide all'),
      speaks: reasons,
    }),
    { maxLength: 80 },
  );

  it('each span that ended is kept once, dropped with a reason, or waits', () => {
    const sizes = fc.record({
      maxSpans: fc.integer({ min: 1, max: 12 }),
      maxSpansPerTrace: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(steps, sizes, (all, limits) => {
        const { buffer, kept, dropped } = openBuffer(limits);
        let ended = 0;
        for (const { trace, does, speaks } of all) {
          if (does === 'start a root') buffer.start(root(trace));
          if (does === 'decide all') buffer.decideAll();
          if (does === 'end a root') buffer.end(root(trace, (ended += 1), speaks));
          if (does === 'end a child') buffer.end(child(trace, (ended += 1), speaks));
          const given = Object.values(dropped).reduce((sum, count) => sum + count, 0);
          expect(kept.length + given + buffer.waiting).toBe(ended);
          expect(buffer.waiting).toBeLessThanOrEqual(limits.maxSpans);
        }
        expect(new Set(kept.map(([id]) => id)).size).toBe(kept.length);
        buffer.decideAll();
        expect(buffer.waiting).toBe(0);
      }),
    );
  });

  it('nothing of a trace that a span spoke for is dropped, but for what has no room', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { buffer, kept, dropped } = openBuffer({ maxSpans: 1000 });
        const spoken = new Set<number>();
        let ended = 0;
        for (const { trace, does, speaks } of all) {
          if (does === 'start a root') buffer.start(root(trace));
          if (does === 'end a child') buffer.end(child(trace, (ended += 1), speaks));
          if (does === 'end a child' && speaks !== undefined) spoken.add(ended);
        }
        buffer.decideAll();
        const ids = new Set(kept.map(([id]) => id));
        expect([...spoken].filter((id) => !ids.has(id))).toEqual([]);
        expect(Object.keys(dropped).filter((reason) => reason !== 'not_sampled')).toEqual([]);
      }),
    );
  });
});
