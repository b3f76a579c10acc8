import fc from 'fast-check';

import type { Step } from './errors-simulation.ts';

const process = fc.constantFrom<0 | 1>(0, 1);

/** Anything that can happen in a simulation; captures and time most often. */
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
