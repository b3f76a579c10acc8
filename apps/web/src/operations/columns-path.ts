/** The box that columns are drawn in. */
export interface ColumnsBox {
  readonly width: number;
  readonly height: number;
}

/**
 * The SVG path of one column for each value, side by side from the left, standing on the floor of the box.
 *
 * @param top the value that reaches the top; a value above 0 is never too low to be seen.
 */
export function columnsPath(
  values: readonly number[],
  { width, height }: ColumnsBox,
  top: number,
): string {
  const step = width / values.length;
  const thick = round(step * 0.72);
  let path = '';
  for (const [at, value] of values.entries()) {
    if (value <= 0 || top <= 0) continue;
    const tall = round(Math.max(1, Math.min(1, value / top) * height));
    path += `M${round(at * step)} ${height}v-${tall}h${thick}v${tall}z`;
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
