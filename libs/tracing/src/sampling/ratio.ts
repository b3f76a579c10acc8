/**
 * Whether a trace is in the share `ratio` (0 to 1) of all traces. The answer is the same in every process that asks:
 * it compares the trace id's 56 random bits with a threshold, as OpenTelemetry's consistent probability sampling does
 * ("TraceState: Probability Sampling", randomness and threshold).
 * @throws {RangeError} when `ratio` is not 0 to 1.
 */
export function createRatio(ratio: number): Ratio {
  if (!(ratio >= 0 && ratio <= 1)) throw new RangeError(`a ratio is 0 to 1, not ${ratio}`);
  const threshold = Math.round((1 - ratio) * 2 ** randomBits);
  return {
    has: (traceId) => Number.parseInt(traceId.slice(-randomBits / 4), 16) >= threshold,
    threshold: ratio === 0 ? undefined : encodeThreshold(threshold),
  };
}

/** A share of all traces. */
export interface Ratio {
  has(traceId: string): boolean;
  /** How the share is told to others, in the member `ot` of `tracestate`; undefined for no trace at all. */
  readonly threshold: string | undefined;
}

/** Of a trace id, the right-most 7 bytes (W3C Trace Context Level 2, section 3.2.2.5.2). */
const randomBits = 56;

/** Hexadecimal without the zeros at its end, of which at least one digit stays. */
function encodeThreshold(threshold: number): string {
  const digits = BigInt(threshold)
    .toString(16)
    .padStart(randomBits / 4, '0');
  return digits.replace(/0+$/, '') || '0';
}
