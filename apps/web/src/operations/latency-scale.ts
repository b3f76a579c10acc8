/** Where latencies stand on a line from left, 0, to right, 100. */
export interface LatencyScale {
  position(ms: number): number;
  /** Powers of ten between the ends. */
  readonly marks: readonly number[];
}

/**
 * A logarithmic line on which a cached answer and a slow report both have room: from the power of ten below the
 * fastest to the one above the slowest, at least from 1 to 10 ms.
 */
export function latencyScale(latencies: readonly number[]): LatencyScale {
  const known = latencies.filter((ms) => ms > 0);
  const low = Math.floor(Math.log10(Math.min(1, ...known)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(10, ...known))));
  const powers = Array.from({ length: high - low + 1 }, (_, at) => 10 ** (low + at));
  return {
    marks: powers,
    position(ms) {
      const part = (Math.log10(Math.max(ms, 10 ** low)) - low) / (high - low);
      return Math.round(Math.min(1, part) * 10_000) / 100;
    },
  };
}
