import { setTimeout as delay } from 'node:timers/promises';

import { ROOT_CONTEXT, type Span, trace, type TracerProvider } from '@opentelemetry/api';

import type { EndedSpan } from '../src/tracer-provider.ts';

const stepMs = 3_600_000;

/**
 * How far the times of spans are from when they happened, in ms, the largest of `count` traces, while the machine's
 * clock is set back by an hour in the midst of each.
 * @param open opens a provider by a clock that can be set
 */
export async function worstTimeError(
  count: number,
  open: (now: () => number) => {
    readonly provider: TracerProvider;
    readonly ended: () => readonly EndedSpan[];
  },
): Promise<number> {
  let changeMs = 0;
  const { provider, ended } = open(() => Date.now() + changeMs);
  const tracer = provider.getTracer('gate');
  const truths = new Map<string, readonly [startMs: number, endMs: number]>();
  let worst = 0;
  for (let n = 0; n < count; n += 1) {
    changeMs = 0;
    // What the time is by the clock that the trace began with.
    const offsetMs = Date.now() - performance.now();
    const trueMs = () => offsetMs + performance.now();
    const span = async (parent?: Span): Promise<Span> => {
      const context = parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent);
      const startMs = trueMs();
      const made = tracer.startSpan('span', {}, context);
      truths.set(made.spanContext().spanId, [startMs, Number.NaN]);
      await delay(2);
      return made;
    };
    const end = (made: Span): void => {
      const { spanId } = made.spanContext();
      truths.set(spanId, [truths.get(spanId)?.[0] ?? Number.NaN, trueMs()]);
      made.end();
    };
    const root = await span();
    const before = await span(root);
    changeMs -= stepMs;
    const after = await span(root);
    for (const made of [before, after, root]) end(made);
  }
  if (ended().length !== truths.size) return Number.NaN;
  for (const span of ended()) {
    const [startMs, endMs] = truths.get(span.spanContext().spanId) ?? [Number.NaN, Number.NaN];
    worst = Math.max(
      worst,
      ...[millis(span.startTime) - startMs, millis(span.endTime) - endMs].map((each) =>
        Math.abs(each),
      ),
    );
  }
  return worst;
}

function millis([seconds, nanos]: readonly [number, number]): number {
  return seconds * 1000 + nanos / 1e6;
}
