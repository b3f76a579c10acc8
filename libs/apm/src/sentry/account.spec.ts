import fc from 'fast-check';

import { simulate, type Step } from '../../gate/errors-simulation.ts';

const process = fc.constantFrom<0 | 1>(0, 1);

/** Anything that can happen; captures and time most often. */
export const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('capture' as const), process, size: fc.nat(900) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      ms: fc.constantFrom(0, 250, 1000, 5000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('endpoint' as const),
      does: fc.constantFrom('accept', 'refuse', 'hang', 'limit', 'error', 'reject', 'lose answer'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('disk' as const),
      fault: fc.constantFrom('none', 'none', 'ENOSPC', 'EROFS', 'EIO', 'torn'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('kill', 'exit', 'adopt'), process }) },
);

describe('the account of every event', () => {
  it('balances after every step of any schedule of faults, and nothing is missing at its end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { maxLength: 40 }), async (schedule) => {
        expect((await simulate(schedule)).faults).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
