import type { Span } from './trace.ts';

/** Where a bar lies in a waterfall, in hundredths of its width. */
export interface SpanBar {
  readonly x: number;
  readonly width: number;
}

/** The time of a waterfall. */
export interface TraceScale {
  bar(span: Timed): SpanBar;
  /** How long nothing happened before the span, in ms; 0 where that is drawn as it was. */
  pauseBefore(span: Timed): number;
  /** What is drawn, in ms. */
  readonly shownMs: number;
}

type Timed = Pick<Span, 'startMs' | 'durationMs'>;

/** A time in which something happened. */
interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
}

/** What is shorter is drawn as wide as this, so that it can be seen. */
const leastWidth = 0.6;
/** Part of the busy time that a pause may take; longer ones are drawn as long as this. */
const longestPause = 0.05;

/**
 * Lays the spans of a trace out over its time. A page makes requests when a person does something, and in between are
 * minutes: long pauses are cut, or all bars would be slivers.
 */
export function traceScale(spans: readonly Timed[]): TraceScale {
  const busy = joined(spans, 0);
  const pauseMs = longestPause * busy.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  const stretches = joined(spans, pauseMs);
  let cutMs = stretches[0]?.startMs ?? 0;
  const placed = stretches.map((stretch, at) => {
    const previous = stretches[at - 1];
    const lostMs = previous === undefined ? 0 : stretch.startMs - previous.endMs - pauseMs;
    cutMs += lostMs;
    return { ...stretch, cutMs, pauseMs: previous === undefined ? 0 : lostMs + pauseMs };
  });
  const last = placed.at(-1);
  const shownMs = last === undefined ? 0 : last.endMs - last.cutMs;
  const placeOf = (ms: number): number => {
    const own = placed.findLast(({ startMs }) => startMs <= ms) ?? placed[0];
    if (own === undefined || shownMs <= 0) return 0;
    // What is left of a difference of large numbers may be on the wrong side.
    return Math.min(100, Math.max(0, ((ms - own.cutMs) / shownMs) * 100));
  };
  return {
    shownMs,
    bar({ startMs, durationMs }) {
      const start = placeOf(startMs);
      const width = Math.max(leastWidth, placeOf(startMs + durationMs) - start);
      return { x: rounded(Math.min(start, 100 - width)), width: rounded(width) };
    },
    pauseBefore: ({ startMs }) => placed.find((one) => one.startMs === startMs)?.pauseMs ?? 0,
  };
}

/** The times in which something happened, those that are at most `gapMs` apart as one. */
function joined(spans: readonly Timed[], gapMs: number): readonly Stretch[] {
  const stretches: { startMs: number; endMs: number }[] = [];
  for (const { startMs, durationMs } of spans.toSorted((a, b) => a.startMs - b.startMs)) {
    const endMs = startMs + durationMs;
    const last = stretches.at(-1);
    if (last === undefined || startMs > last.endMs + gapMs) stretches.push({ startMs, endMs });
    else last.endMs = Math.max(last.endMs, endMs);
  }
  return stretches;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
