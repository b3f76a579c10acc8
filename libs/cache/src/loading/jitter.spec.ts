import * as fc from 'fast-check';

import { createSeededRandom } from '../testing/seeded-random.ts';
import { createJitter } from './jitter.ts';

describe('jitter', () => {
  it('shortens by at most the ratio, and never lengthens', () => {
    const ratio = fc.double({ min: 0, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(ratio, fc.integer({ min: 1, max: 2 ** 40 }), fc.nat(), (ratio, ttlMs, seed) => {
        const ms = createJitter({ ratio, random: createSeededRandom(seed) }).shorten(ttlMs);
        expect(ms).toBeLessThanOrEqual(ttlMs);
        expect(ms).toBeGreaterThanOrEqual(ttlMs * (1 - ratio));
        expect(ms).toBeGreaterThanOrEqual(1);
        expect(Number.isInteger(ms)).toBe(true);
      }),
    );
  });

  it('spreads evenly', () => {
    const jitter = createJitter({ ratio: 0.2, random: createSeededRandom(7) });
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let run = 0; run < 10_000; run += 1) {
      const tenth = Math.floor((100_000 - jitter.shorten(100_000)) / 2_000);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    // Four standard deviations of a count with mean 1,000.
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  it('lengthens no part of a millisecond, and leaves what never ends', () => {
    const jitter = createJitter({ ratio: 0, random: createSeededRandom(1) });
    expect(jitter.shorten(0.5)).toBe(0.5);
    expect(jitter.shorten(Infinity)).toBe(Infinity);
  });

  it.each([-0.1, 1, NaN])('refuses %s as its ratio', (ratio) => {
    expect(() => createJitter({ ratio, random: createSeededRandom(1) })).toThrow(
      expect.objectContaining({ code: 'CACHE_OPTION_INVALID' }),
    );
  });
});
