/** @jest-environment node */
import { countText } from './count-text.ts';
import { bytesText, durationText, quantity } from './quantity.ts';

describe('a quantity in words', () => {
  it('separates thousands', () => {
    expect(countText(1_234_567)).toBe('1,234,567');
  });

  it('agrees with its noun', () => {
    expect(quantity(1, 'row')).toBe('1 row');
    expect(quantity(0, 'row')).toBe('0 rows');
    expect(quantity(2, 'entry', 'entries')).toBe('2 entries');
  });

  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1_000, '1 kB'],
    [2_140_000, '2.1 MB'],
    [3_500_000_000, '3.5 GB'],
    [9_000_000_000_000, '9,000 GB'],
  ])('says %d bytes as %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });

  it.each([
    [12.4, '12 ms'],
    [2_440, '2.4 s'],
    [185_000, '3 min 5 s'],
    [7_800_000, '2 h 10 min'],
    [273_600_000, '3 d 4 h'],
  ])('says %d ms as %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });
});
