import { createManualClock } from '../../test/manual-clock.ts';
import { createBudget } from './budget.ts';

describe('a budget', () => {
  it('gives as many as it may in each second, and saves none', () => {
    const clock = createManualClock();
    const { take } = createBudget(2, clock);
    const taken = () => [take(), take(), take()];
    expect(taken()).toEqual([true, true, false]);
    clock.advance(999);
    expect(take()).toBe(false);
    clock.advance(3000);
    expect(taken()).toEqual([true, true, false]);
  });

  it('of none gives none', () => {
    expect(createBudget(0, createManualClock()).take()).toBe(false);
  });
});
