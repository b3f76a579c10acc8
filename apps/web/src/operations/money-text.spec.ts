/** @jest-environment node */
import { moneyText } from './money-text.ts';

describe('an amount of money', () => {
  it.each([
    [0, '0 USD'],
    [1, '0.000000001 USD'],
    [12_345, '0.0000123 USD'],
    [990_000_000, '0.990 USD'],
    [4_210_000_000, '4.21 USD'],
    [12_400_300_000_000, '12,400 USD'],
  ])('of %d billionths is %s', (nano, text) => {
    expect(moneyText(nano, 'USD')).toBe(text);
  });
});
