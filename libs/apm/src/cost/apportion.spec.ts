import { array, assert, bigInt, constantFrom, nat, property } from 'fast-check';
import { apportion } from './apportion.ts';

// What it is for: results below 9 million units, the exact range of a double.
const amounts = array(nat(1e6), { maxLength: 40 });
const price = bigInt(0n, 10n ** 12n);
const unit = constantFrom(1_000_000n, 1_000_000_000n, 3_600_000_000n);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe('the price of parts', () => {
  it('sums to the price of the whole, to the nano-unit', () => {
    assert(
      property(amounts, price, unit, (parts, nano, per) => {
        const [whole] = apportion([sum(parts)], nano, per);
        expect(sum(apportion(parts, nano, per))).toBe(whole);
      }),
    );
  });

  it('is less than a nano-unit away from the exact price of each', () => {
    assert(
      property(amounts, price, unit, (parts, nano, per) => {
        apportion(parts, nano, per).forEach((cost, n) => {
          const exact = BigInt(parts[n] ?? 0) * nano;
          const off = BigInt(cost) * per - exact;
          expect(off < per && off > -per).toBe(true);
        });
      }),
    );
  });

  it('rounds half a nano-unit up', () => {
    expect(apportion([1, 1, 1], 1n, 2n)).toEqual([1, 0, 1]);
  });
});
