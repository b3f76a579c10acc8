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
  const truths = new Map<string, { start: Moment; end: Moment }>();
  let worst = 0;
  for (let n = 0; n < count; n += 1) {
    changeMs = 0;
    // What the time is by the clock that the trace began with.
    const offsetMs = clockOffsetMs();
    const trueMs = () => offsetMs + performance.now();
    /** What `work` did happened between the two; a busy machine may pause the process in the midst of it. */
    const during = <T>(work: () => T): readonly [T, Moment] => {
      const fromMs = trueMs();
      const made = work();
      return [made, { fromMs, untilMs: trueMs() }];
    };
    const span = async (parent?: Span): Promise<Span> => {
      const context = parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent);
      const [made, start] = during(() => tracer.startSpan('span', {}, context));
      truths.set(made.spanContext().spanId, { start, end: start });
      await delay(2);
      return made;
    };
    const end = (made: Span): void => {
      const [, moment] = during(() => made.end());
      const truth = truths.get(made.spanContext().spanId);
      if (truth !== undefined) truth.end = moment;
    };
    const root = await span();
    const before = await span(root);
    changeMs -= stepMs;
    const after = await span(root);
    for (const made of [before, after, root]) end(made);
  }
  if (ended().length !== truths.size) return Number.NaN;
  for (const span of ended()) {
    const truth = truths.get(span.spanContext().spanId);
    if (truth === undefined) return Number.NaN;
    worst = Math.max(
      worst,
      errorMs(millis(span.startTime), truth.start),
      errorMs(millis(span.endTime), truth.end),
    );
  }
  return worst;
}

/** When something happened, in ms since 1970: not before and not after. */
interface Moment {
  readonly fromMs: number;
  readonly untilMs: number;
}

function errorMs(ms: number, { fromMs, untilMs }: Moment): number {
  return Math.max(0, fromMs - ms, ms - untilMs);
}

/** The machine's clock above the monotonic one, read until nothing came between the two. */
function clockOffsetMs(): number {
  for (;;) {
    const fromMs = performance.now();
    const offsetMs = Date.now() - fromMs;
    if (performance.now() - fromMs < 0.1) return offsetMs;
  }
}

function millis([seconds, nanos]: readonly [number, number]): number {
  return seconds * 1000 + nanos / 1e6;
}
