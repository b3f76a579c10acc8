/** Counts the answers of this instance. */
export interface RequestMetrics {
  /** @param durationMs From the request's first byte to the answer's last. */
  record(status: number, durationMs: number): void;
  snapshot(): {
    readonly total: number;
    /** Answers with a 5xx status. */
    readonly errors: number;
    readonly p50Ms: number | null;
    readonly p95Ms: number | null;
  };
}

/** Percentiles are those of the newest answers only, so that they follow what happens now. */
const windowSize = 1_024;

/** Starts counting. */
export function createRequestMetrics(): RequestMetrics {
  const durations = new Float64Array(windowSize);
  let total = 0;
  let errors = 0;
  return {
    record: (status, durationMs) => {
      durations[total % windowSize] = durationMs;
      total += 1;
      if (status >= 500) errors += 1;
    },
    snapshot: () => {
      const sorted = durations.slice(0, Math.min(total, windowSize)).sort();
      const at = (ratio: number): number | null =>
        sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * ratio))] ?? null;
      return { total, errors, p50Ms: at(0.5), p95Ms: at(0.95) };
    },
  };
}
