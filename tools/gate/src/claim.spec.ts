import { judge, meets, type Claim } from './claim.ts';

const claim = (value: number, op: Claim['target']['op'] = '<'): Claim => ({
  id: 'example',
  phase: '6.7',
  text: 'an example',
  target: { op, value: 10 },
  unit: 'ms',
  measure: () => Promise.resolve({ value }),
});

describe('a target', () => {
  it.each([
    ['<', 9, true],
    ['<', 10, false],
    ['<=', 10, true],
    ['<=', 10.001, false],
    ['>', 11, true],
    ['>', 10, false],
    ['>=', 10, true],
    ['>=', 9.99, false],
    ['=', 10, true],
    ['=', 0, false],
  ] as const)('%s 10 is met by %d: %s', (op, value, expected) => {
    expect(meets(value, { op, value: 10 })).toBe(expected);
  });

  it('is never met by a value that is not a number', () => {
    for (const op of ['<', '<=', '>', '>=', '='] as const) {
      expect(meets(Number.NaN, { op, value: 10 })).toBe(false);
    }
  });
});

describe('a verdict', () => {
  it('passes with the measurement', async () => {
    await expect(judge(claim(3))).resolves.toEqual({ kind: 'passed', measurement: { value: 3 } });
  });

  it('fails with the measurement', async () => {
    await expect(judge(claim(30))).resolves.toEqual({ kind: 'failed', measurement: { value: 30 } });
  });

  it('is an error when the measurement throws, whatever it throws', async () => {
    const broken = (reason: unknown): Claim => ({
      ...claim(0),
      measure: () => Promise.reject(reason),
    });
    await expect(judge(broken(new Error('no server')))).resolves.toMatchObject({
      kind: 'error',
      message: expect.stringContaining('no server'),
    });
    await expect(judge(broken('plain text'))).resolves.toEqual({
      kind: 'error',
      message: 'plain text',
    });
  });
});
