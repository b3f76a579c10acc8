import { median, percentile, spread } from './statistics.ts';

describe('percentile', () => {
  it('is the nearest rank: at least that share of the samples does not exceed it', () => {
    const samples = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(percentile(samples, 0.95)).toBe(95);
    expect(percentile(samples, 0)).toBe(1);
    expect(percentile(samples, 1)).toBe(100);
  });

  it('sees one slow sample in ten', () => {
    expect(percentile([1, 1, 1, 1, 1, 1, 1, 1, 1, 300], 0.95)).toBe(300);
  });

  it('refuses an empty list and a share outside 0 to 1', () => {
    expect(() => percentile([], 0.5)).toThrow('no samples');
    expect(() => percentile([1], 95)).toThrow('ratio must be 0 to 1, got 95');
    expect(() => percentile([1], Number.NaN)).toThrow(RangeError);
  });
});

describe('median', () => {
  it('is the middle of an odd number of samples', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it('is the mean of the two in the middle of an even number', () => {
    expect(median([1, 2, 10, 20])).toBe(6);
  });
});

describe('spread', () => {
  it('names the lowest and the highest sample', () => {
    expect(spread([3.14, 1, 2])).toBe('1.0 to 3.1');
    expect(spread([5012.4, 6010.2], 0)).toBe('5012 to 6010');
  });
});
