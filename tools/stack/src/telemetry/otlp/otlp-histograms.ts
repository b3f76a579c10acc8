import { OtlpFault } from './otlp-origin.ts';
import { readExemplars } from './otlp-number.ts';
import type { OtlpBuckets, OtlpDistribution, OtlpTemporality } from './otlp-point.ts';
import type {
  WireBuckets,
  WireDistribution,
  WireExponentialPoint,
  WireHistogramPoint,
} from './otlp-wire.ts';

/** What a point of the metric has whatever its buckets are. */
export function readDistribution(
  point: WireDistribution,
  temporality: OtlpTemporality,
  name: string,
): OtlpDistribution {
  const { sum, min, max } = point;
  return {
    temporality,
    count: Number(point.count),
    ...(sum !== undefined && { sum }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    exemplars: readExemplars(point.exemplars, name),
  };
}

/**
 * Buckets with explicit bounds.
 *
 * @throws {OtlpFault} when bounds, counts and total contradict each other
 */
export function readBuckets(
  { explicitBounds, bucketCounts, count }: WireHistogramPoint,
  name: string,
) {
  const counts = bucketCounts.map(Number);
  const isAscending = explicitBounds.every(
    (bound, index) => index === 0 || bound > (explicitBounds[index - 1] ?? -Infinity),
  );
  const hasNone = counts.length === 0 && explicitBounds.length === 0;
  if (!isAscending) throw new OtlpFault(`the bounds of ${name} do not ascend`);
  if (!hasNone && counts.length !== explicitBounds.length + 1) {
    throw new OtlpFault(`${name} has ${counts.length} buckets for ${explicitBounds.length} bounds`);
  }
  if (!hasNone) requireSum(counts, count, name);
  return { kind: 'histogram', bounds: explicitBounds, counts } as const;
}

/**
 * Buckets whose bounds follow from a scale.
 *
 * @throws {OtlpFault} when counts and total contradict each other
 */
export function readExponentialBuckets(point: WireExponentialPoint, name: string) {
  const positive = readOffsetBuckets(point.positive);
  const negative = readOffsetBuckets(point.negative);
  const zeroCount = Number(point.zeroCount);
  requireSum([zeroCount, ...positive.counts, ...negative.counts], point.count, name);
  const { scale, zeroThreshold } = point;
  const kind = 'exponentialHistogram' as const;
  return { kind, scale, zeroCount, zeroThreshold, positive, negative };
}

function readOffsetBuckets(buckets: WireBuckets | null): OtlpBuckets {
  return { offset: buckets?.offset ?? 0, counts: (buckets?.bucketCounts ?? []).map(Number) };
}

function requireSum(counts: readonly number[], count: string, name: string): void {
  const sum = counts.reduce((total, one) => total + one, 0);
  if (sum !== Number(count)) {
    throw new OtlpFault(`the buckets of ${name} add up to ${sum} and not to its count of ${count}`);
  }
}
