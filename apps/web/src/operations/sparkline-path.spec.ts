/** @jest-environment node */
import { sparklinePath } from './sparkline-path.ts';

const box = { width: 100, height: 20 };

describe('the line of a sparkline', () => {
  it('ends at the right edge and begins at zero', () => {
    expect(sparklinePath([0, 5, 10], box, 3)).toBe('M0 20L0 20L50 10L100 0');
  });

  it('leaves room at the left while the history is young', () => {
    expect(sparklinePath([10, 10], box, 5)).toBe('M75 0L75 0L100 0');
  });

  it('has gaps where nothing was known', () => {
    expect(sparklinePath([1, null, 1], box, 3)).toBe('M0 0L0 0M100 0L100 0');
  });

  it('lies at the bottom when everything is zero', () => {
    expect(sparklinePath([0, 0], box, 2)).toBe('M0 20L0 20L100 20');
  });

  it('is empty without values', () => {
    expect(sparklinePath([], box, 60)).toBe('');
    expect(sparklinePath([null], box, 60)).toBe('');
  });
});
