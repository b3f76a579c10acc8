import * as fc from 'fast-check';

import { createRatio } from './ratio.ts';

const ids = fc.string({
  unit: fc.constantFrom(...'0123456789abcdef'),
  minLength: 32,
  maxLength: 32,
});
const ratios = fc.double({ min: 0, max: 1, noNaN: true });

describe('a ratio', () => {
  it('of 1 has every trace, and of 0 none', () => {
    fc.assert(
      fc.property(ids, (id) => {
        expect([createRatio(1).has(id), createRatio(0).has(id)]).toEqual([true, false]);
      }),
    );
  });

  it('has every trace that a smaller one has', () => {
    fc.assert(
      fc.property(ids, ratios, ratios, (id, a, b) => {
        const [smaller, larger] = [createRatio(Math.min(a, b)), createRatio(Math.max(a, b))];
        if (smaller.has(id)) expect(larger.has(id)).toBe(true);
      }),
    );
  });

  it('has its share of evenly spread ids', () => {
    const tenth = createRatio(0.1);
    const spread = Array.from({ length: 10_000 }, (_, n) =>
      Math.ceil((n / 10_000) * 2 ** 48)
        .toString(16)
        .padStart(12, '0')
        .padStart(30, 'f')
        .padEnd(32, '0'),
    );
    expect(spread.filter((id) => tenth.has(id))).toHaveLength(1000);
  });

  it.each([
    [1, '0'],
    [0.5, '8'],
    [0.25, 'c'],
    [0.1, 'e6666666666668'],
    [0, undefined],
  ])('of %d is told as the threshold %s', (ratio, threshold) => {
    expect(createRatio(ratio).threshold).toBe(threshold);
  });

  it.each([-0.1, 1.1, Number.NaN])('of %d is refused', (ratio) => {
    expect(() => createRatio(ratio)).toThrow(RangeError);
  });
});
