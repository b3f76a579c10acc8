/**
 * The middle of the samples: half lie at or below it. Of an even number, the mean of the two in the middle.
 * @throws {RangeError} when there is no sample.
 */
export function median(samples: readonly number[]): number {
  const upper = percentile(samples, 0.5);
  if (samples.length % 2 === 1) return upper;
  const sorted = samples.toSorted((a, b) => a - b);
  const below = sorted[samples.length / 2 - 1] ?? upper;
  return (below + (sorted[samples.length / 2] ?? upper)) / 2;
}

/**
 * The smallest sample that at least the share `ratio` (0 to 1) of all samples does not exceed (nearest rank).
 * @throws {RangeError} when there is no sample, or `ratio` is outside 0 to 1.
 */
export function percentile(samples: readonly number[], ratio: number): number {
  if (!(ratio >= 0 && ratio <= 1)) throw new RangeError(`ratio must be 0 to 1, got ${ratio}`);
  const sorted = samples.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(ratio * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('no samples');
  return value;
}

/** The lowest and highest sample in words, e.g. `4.1 to 5.0`; both rounded to `digits` decimals. */
export function spread(samples: readonly number[], digits = 1): string {
  return `${percentile(samples, 0).toFixed(digits)} to ${percentile(samples, 1).toFixed(digits)}`;
}
