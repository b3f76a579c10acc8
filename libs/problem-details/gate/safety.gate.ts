import type { Claim } from '@unite/gate';

import { countCrashes, countLeaks, responder } from './fuzz.ts';

const count = 100_000;
/** Small portions, so that the generated values of one are free before the next. */
const portions = 20;

function sum(countOf: (seed: number) => number): number {
  return Array.from({ length: portions }, (_, seed) => countOf(seed)).reduce((a, b) => a + b, 0);
}

/** What an answer must never do, counted over many generated errors. */
export const claims: readonly Claim[] = [
  {
    id: 'no-leaks',
    phase: '7.2',
    text: 'no planted secret of 100,000 fuzzed errors reaches the client, in JSON, HTML or XML',
    target: { op: '=', value: 0 },
    unit: 'leaks',
    measure: async () => ({
      value: sum((seed) => countLeaks(responder(), count / portions, seed)),
      note: `${count} errors through every mapping, seeds 0 to ${portions - 1}`,
    }),
  },
  {
    id: 'no-crashes',
    phase: '7.2',
    text: '100,000 hostile throwables are all answered',
    target: { op: '=', value: 0 },
    unit: 'crashes',
    measure: async () => ({
      value: sum((seed) => countCrashes(responder(), count / portions, seed)),
      note: `${count} values: throwing getters, proxies, cycles, forged brands; seeds 0 to ${portions - 1}`,
    }),
  },
];
