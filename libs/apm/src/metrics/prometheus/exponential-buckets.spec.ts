import * as fc from 'fast-check';

import { classicBuckets } from './exponential-buckets.ts';

const histogram = (scale: number, offset: number, bucketCounts: number[], zeroCount = 0) => ({
  scale,
  zeroCount,
  count: bucketCounts.reduce((sum, each) => sum + each, zeroCount),
  positive: { offset, bucketCounts },
  negative: { offset: 0, bucketCounts: [] },
});

describe('an exponential histogram in text', () => {
  it('has no bound beyond the numbers that there are', () => {
    expect(classicBuckets(histogram(1, 2047, [5]))).toEqual({
      bounds: [0, 2 ** 1023 * Math.SQRT2],
      counts: [0, 0, 5],
    });
  });

  it('has bounds at powers of the square root of 2', () => {
    expect(classicBuckets(histogram(1, -2, [1, 2, 3], 4))).toEqual({
      bounds: [0, 0.5, Math.SQRT1_2, 1, Math.SQRT2],
      counts: [4, 4, 5, 7, 10, 10],
    });
  });

  it('has the same bounds however fine it is', () => {
    // Scale 3: four buckets of 2^(1/8) in each one of the text.
    expect(classicBuckets(histogram(3, -4, [1, 1, 1, 1, 5]))).toEqual({
      bounds: [0, Math.SQRT1_2, 1, Math.SQRT2],
      counts: [0, 0, 4, 9, 9],
    });
  });

  it('leaves bounds out when its values are too far apart', () => {
    expect(classicBuckets(histogram(-1, 0, [1, 1]))).toEqual({
      bounds: [0, 1, 4, 16],
      counts: [0, 0, 1, 2, 2],
    });
  });

  it('counts each value once and ascends, and never has more than 162 bounds', () => {
    const counts = fc.array(fc.nat(100), { maxLength: 160 });
    fc.assert(
      fc.property(
        fc.integer({ min: -4, max: 20 }),
        fc.integer({ min: -500, max: 500 }),
        counts,
        (scale, offset, each) => {
          const given = histogram(scale, scale < 0 ? offset >> 5 : offset, each, 3);
          const { bounds, counts: written } = classicBuckets(given);
          expect(written.at(-1)).toBe(given.count);
          expect(bounds.length).toBeLessThanOrEqual(162);
          expect(bounds).toEqual([...new Set(bounds)].sort((a, b) => a - b));
          expect(written).toEqual(written.toSorted((a, b) => a - b));
        },
      ),
    );
  });
});
