import {
  context,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';

import type { Clock } from '@unite/apm/delivery';
import type { NotKept } from './sampling/trace-buffer.ts';
import { createRatio } from './sampling/ratio.ts';
import { createTracerProvider, type EndedSpan } from './tracer-provider.ts';

function manualClock() {
  const time = { wallMs: 1_700_000_000_000, monotonicMs: 5000 };
  const clock: Clock = {
    now: () => time.wallMs,
    monotonicMs: () => time.monotonicMs,
    setTimer: () => ({ cancel: () => undefined }),
  };
  const pass = (ms: number) => {
    time.wallMs += ms;
    time.monotonicMs += ms;
  };
  return { clock, time, pass };
}

function open(ratio: number) {
  const kept: EndedSpan[] = [];
  const dropped: [number, NotKept][] = [];
  const manual = manualClock();
  const { provider, buffer } = createTracerProvider({
    clock: manual.clock,
    resource: { 'service.name': 'test' },
    share: createRatio(ratio),
    slowMs: 1000,
    buffer: { drop: (count, reason) => void dropped.push([count, reason]) },
    keep: (spans) => void kept.push(...spans),
  });
  return { ...manual, kept, dropped, buffer, tracer: provider.getTracer('test') };
}

const within = (span: Span) => trace.setSpan(ROOT_CONTEXT, span);
const child = (tracer: Tracer, parent: Span, name = 'child') =>
  tracer.startSpan(name, {}, within(parent));
const startMs = ({ startTime: [seconds, nanos] }: EndedSpan) => seconds * 1000 + nanos / 1e6;
const durationMs = ({ duration: [seconds, nanos] }: EndedSpan) => seconds * 1000 + nanos / 1e6;

describe('the spans of a trace', () => {
  it('are kept with their root when it is in the share, and say so', () => {
    const { tracer, kept } = open(1);
    const root = tracer.startSpan('root', {}, ROOT_CONTEXT);
    child(tracer, root).end();
    expect(kept).toEqual([]);
    root.end();
    expect(kept.map(({ name }) => name)).toEqual(['child', 'root']);
    expect(kept[1]?.attributes).toEqual({ 'sampling.reason': 'sampled' });
    expect(kept[0]?.resource.attributes).toEqual({ 'service.name': 'test' });
    expect(root.spanContext().traceState?.serialize()).toBe('ot=th:0');
  });

  it('are recorded and dropped when it is not', () => {
    const { tracer, kept, dropped } = open(0);
    const root = tracer.startSpan('root', {}, ROOT_CONTEXT);
    expect(root.isRecording()).toBe(true);
    expect(root.spanContext().traceFlags).toBe(TraceFlags.NONE);
    child(tracer, root).end();
    root.end();
    expect([kept, dropped]).toEqual([[], [[2, 'not_sampled']]]);
  });

  it('are kept outside of the share when one fails, takes too long, or is asked for', () => {
    const { tracer, kept, pass } = open(0);
    const spans = {
      error: (span: Span) => child(tracer, span).setStatus({ code: SpanStatusCode.ERROR }).end(),
      slow: () => pass(1001),
      forced: (span: Span) => span.setAttribute('sampling.forced', true),
    };
    for (const work of Object.values(spans)) {
      const root = tracer.startSpan('root', {}, ROOT_CONTEXT);
      work(root);
      root.end();
    }
    const roots = kept.filter(({ name }) => name === 'root');
    expect(roots.map(({ attributes }) => attributes['sampling.reason'])).toEqual([
      'error',
      'slow',
      'forced',
    ]);
  });

  it('follow whoever began the trace elsewhere', () => {
    const { tracer, kept } = open(0);
    const remote = (traceFlags: TraceFlags) =>
      trace.setSpanContext(ROOT_CONTEXT, {
        ...{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags, isRemote: true },
      });
    tracer.startSpan('not sampled', {}, remote(TraceFlags.NONE)).end();
    tracer.startSpan('sampled', {}, remote(TraceFlags.SAMPLED)).end();
    expect(kept.map(({ name }) => name)).toEqual(['sampled']);
  });
});

describe('the times of a trace', () => {
  it('come from one clock, whatever the machine is set to meanwhile', () => {
    const { tracer, kept, pass, time } = open(1);
    const beganMs = time.wallMs;
    const root = tracer.startSpan('root', {}, ROOT_CONTEXT);
    pass(10);
    time.wallMs -= 3_600_000;
    const later = child(tracer, root);
    pass(20);
    later.addEvent('happened');
    later.recordException(new Error('no'));
    time.wallMs += 7_200_000;
    pass(5);
    later.end();
    root.end();
    const [inner, outer] = kept;
    if (inner === undefined || outer === undefined) throw new Error('not kept');
    expect([startMs(outer) - beganMs, durationMs(outer)]).toEqual([0, 35]);
    expect([startMs(inner) - beganMs, durationMs(inner)]).toEqual([10, 25]);
    const times = inner.events.map(({ time: [s, ns] }) => s * 1000 + ns / 1e6 - beganMs);
    expect(times).toEqual([30, 30]);
  });

  it('are those that are given, when they are', () => {
    const { tracer, kept } = open(1);
    const s = 1_700_000_000;
    const span = tracer.startSpan('given', { startTime: s * 1000 }, ROOT_CONTEXT);
    span.addEvent('at', s * 1000 + 500).addEvent('with', { a: 1 }, s * 1000 + 600);
    span.end(s * 1000 + 1000);
    expect(kept[0]).toMatchObject({ startTime: [s, 0], duration: [1, 0] });
    expect(kept[0]?.events.map(({ time }) => time)).toEqual([
      [s, 500_000_000],
      [s, 600_000_000],
    ]);
  });
});

describe('an active span', () => {
  it('is given to the work, whose result comes back', () => {
    const { tracer, kept } = open(1);
    const names = tracer.startActiveSpan(
      'outer',
      { attributes: { a: 1 } },
      ROOT_CONTEXT,
      (span) => {
        span.updateName('renamed').setAttributes({ b: 2 });
        span.end();
        return [span.isRecording()];
      },
    );
    expect(names).toEqual([false]);
    expect(kept[0]).toMatchObject({ name: 'renamed', attributes: { a: 1, b: 2 } });
    expect(tracer.startActiveSpan('short', () => context.active())).toBeDefined();
  });
});
