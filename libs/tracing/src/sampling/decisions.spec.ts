import { createDecisions } from './decisions.ts';

describe('what was decided', () => {
  it('is remembered of the latest traces, and forgotten of those long before', () => {
    const decisions = createDecisions(3);
    for (let n = 0; n < 10; n += 1)
      decisions.remember(`trace ${n}`, n % 2 === 0 ? 'error' : undefined);
    expect(decisions.decision('trace 0')).toBeUndefined();
    expect(decisions.decision('trace 7')).toEqual({ outcome: 'dropped' });
    expect(decisions.decision('trace 8')).toEqual({ outcome: 'kept', reason: 'error' });
    expect(decisions.keepReason('trace 8')).toBe('error');
  });

  it('is asked for before it is remembered anew', () => {
    const decisions = createDecisions(2);
    decisions.remember('a', 'slow');
    for (const other of ['b', 'c']) decisions.remember(other, undefined);
    decisions.remember('a', decisions.keepReason('a'));
    expect(decisions.decision('a')).toEqual({ outcome: 'kept', reason: 'slow' });
  });
});
