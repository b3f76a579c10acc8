import * as fc from 'fast-check';

import { exitCodeOf, type VerifyOutcome } from './report.ts';

const outcomes: readonly VerifyOutcome[] = ['seen', 'unconfirmed', 'failed', 'misconfigured'];

describe('the exit code', () => {
  it.each([
    [['seen', 'seen'], 0],
    [['seen', 'failed', 'misconfigured', 'unconfirmed'], 1],
    [['seen', 'misconfigured', 'unconfirmed'], 2],
    [['seen', 'unconfirmed'], 3],
    [[], 2],
  ] as const)('of %j is %i', (of, code) => {
    expect(exitCodeOf(of)).toBe(code);
  });

  it('is 0 only when there is something and all of it was seen, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...outcomes)), (of) => {
        const isAllSeen = of.length > 0 && of.every((outcome) => outcome === 'seen');
        expect(exitCodeOf(of) === 0).toBe(isAllSeen);
        expect(exitCodeOf(of.toReversed())).toBe(exitCodeOf(of));
      }),
    );
  });
});
