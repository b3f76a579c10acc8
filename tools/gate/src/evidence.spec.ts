import { readable, row, tally, type MeasuredClaim } from './evidence.ts';

const measured = (verdict: MeasuredClaim['verdict']): MeasuredClaim => ({
  id: 'api-p95',
  phase: 'workspace',
  text: 'nineteen of twenty requests answer quickly',
  target: { op: '<', value: 200 },
  unit: 'ms',
  verdict,
});

describe('the evidence', () => {
  it('counts a claim that could not be measured as not kept', () => {
    const claims = [
      measured({ kind: 'passed', measurement: { value: 1 } }),
      measured({ kind: 'failed', measurement: { value: 300 } }),
      measured({ kind: 'error', message: 'no server' }),
    ];
    expect(tally(claims)).toEqual({ passed: 1, failed: 2 });
  });

  it('shows target, value and spread with their unit', () => {
    const claim = measured({ kind: 'passed', measurement: { value: 12.3456, spread: '11 to 14' } });
    expect(row(claim)).toEqual({
      target: '< 200 ms',
      measured: '12.35 ms (11 to 14)',
      verdict: 'passed',
    });
  });

  it('shows a dash where nothing was measured', () => {
    expect(row(measured({ kind: 'error', message: 'no server' }))).toMatchObject({
      measured: '–',
      verdict: 'not measured',
    });
  });

  it('writes numbers as a person reads them', () => {
    expect(readable(50_000)).toBe('50,000');
    expect(readable(0.123456)).toBe('0.1235');
  });
});
