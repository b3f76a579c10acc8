import type { Span } from './trace.ts';

/** Where a bar lies in a waterfall, in hundredths of its width. */
export interface SpanBar {
  readonly x: number;
  readonly width: number;
}

/** What is shorter is drawn as wide as this, so that it can be seen. */
const leastWidth = 0.6;

/**
 * The bar of a span in a trace of `totalMs`. It never leaves the waterfall, whatever clocks say.
 */
export function spanBar(
  { startMs, durationMs }: Pick<Span, 'startMs' | 'durationMs'>,
  totalMs: number,
): SpanBar {
  const part = (ms: number) => (totalMs > 0 ? Math.min(1, Math.max(0, ms / totalMs)) * 100 : 0);
  const width = Math.max(leastWidth, part(startMs + durationMs) - part(startMs));
  const x = Math.min(part(startMs), 100 - width);
  return { x: rounded(x), width: rounded(width) };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
