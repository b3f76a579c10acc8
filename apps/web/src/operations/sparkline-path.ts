/** The box that a sparkline is drawn in. */
export interface SparklineBox {
  readonly width: number;
  readonly height: number;
}

/**
 * The SVG path of a line through `values`, newest at the right edge. A null is a gap; a single value between gaps is
 * a dot (a line of no length, visible with round caps). The scale begins at 0, so that noise does not look like
 * drama.
 *
 * @param slots how many values fill the whole width: a young history begins in the middle of the box.
 */
export function sparklinePath(
  values: readonly (number | null)[],
  { width, height }: SparklineBox,
  slots: number,
): string {
  const top = Math.max(...values.map((value) => value ?? 0), Number.MIN_VALUE);
  const step = width / Math.max(1, slots - 1);
  const first = width - (values.length - 1) * step;
  let path = '';
  let isDown = false;
  for (const [at, value] of values.entries()) {
    if (value === null) {
      isDown = false;
      continue;
    }
    const x = round(first + at * step);
    const y = round(height - (value / top) * height);
    path += isDown ? `L${x} ${y}` : `M${x} ${y}L${x} ${y}`;
    isDown = true;
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
