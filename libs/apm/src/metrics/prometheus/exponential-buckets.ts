import { type ExponentialHistogram } from '@opentelemetry/sdk-metrics';

/** Buckets as the text formats have them: a count of all values up to each bound. */
export interface ClassicBuckets {
  /** Ascending; `+Inf` is not among them. */
  readonly bounds: readonly number[];
  /** Values up to each bound, and then all of them: one more than `bounds`. */
  readonly counts: readonly number[];
}

/** Finest scale that is written: bounds are powers of √2. */
const maxScale = 1;

/**
 * An exponential histogram on the fixed grid …, 0.5, √½, 1, √2, 2, …: every count is exact, because each
 * finer bucket lies within one of the grid, and bounds stay the same from scrape to scrape. A quantile read
 * from them is off by a factor of at most √2. Values that span more than 2^80 have bounds twice (four
 * times, …) as far apart, still on the grid. At most 162 bounds; there are no negative values here.
 */
export function classicBuckets(histogram: ExponentialHistogram): ClassicBuckets {
  const { positive, scale, zeroCount, count } = histogram;
  const written = Math.min(scale, maxScale);
  const shift = scale - written;
  // With base b, bucket i holds (b^i, b^(i+1)]; a coarser scale halves the index, rounding down.
  const merged = new Map<number, number>();
  positive.bucketCounts.forEach((each, offset) => {
    const index = (positive.offset + offset) >> shift;
    merged.set(index, (merged.get(index) ?? 0) + each);
  });
  const indices = [...merged.keys()];
  // The lower end of the lowest bucket too, or a quantile in it would be sought between it and 0.
  const lowest = indices.slice(0, 1).map((index) => power(index, written));
  const bounds = [0, ...lowest];
  const counts = [0, ...lowest].map(() => zeroCount);
  let total = zeroCount;
  for (const index of indices) {
    total += merged.get(index) ?? 0;
    const bound = power(index + 1, written);
    // 2^1024: everything above the bound before is in `+Inf`.
    if (bound === Infinity) break;
    bounds.push(bound);
    counts.push(total);
  }
  return { bounds, counts: [...counts, count] };
}

/** 2^(index / 2^scale), exact where it is a power of two. */
function power(index: number, scale: number): number {
  if (scale <= 0) return 2 ** (index * 2 ** -scale);
  return 2 ** Math.floor(index / 2) * (index % 2 === 0 ? 1 : Math.SQRT2);
}
