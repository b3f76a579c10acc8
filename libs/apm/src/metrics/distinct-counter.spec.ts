import { createDistinctCounter } from './distinct-counter.ts';

describe('an estimate of different texts', () => {
  it('is nothing before the first', () => {
    expect(createDistinctCounter().estimate()).toBe(0);
  });

  it('counts repeated ones once', () => {
    const counter = createDistinctCounter();
    for (let n = 0; n < 1000; n += 1) counter.add('same');
    expect(counter.estimate()).toBe(1);
  });

  it.each([10, 1000, 3000, 100_000])('is within 10 %% of %i', (count) => {
    const counter = createDistinctCounter();
    for (let n = 0; n < count; n += 1) counter.add(`value ${n}`);
    expect(Math.abs(counter.estimate() - count)).toBeLessThanOrEqual(count / 10);
  });
});
