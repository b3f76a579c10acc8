import {
  simulate,
  type SimulatedFault,
  type SimulatedOmission,
  type SimulationOptions,
} from './simulator.ts';

/** What came of many simulations together. */
async function simulateMany(seeds: number, options: SimulationOptions = {}) {
  const sum = { reads: 0, hits: 0, invalidations: 0, violations: [] as string[], violating: 0 };
  for (let seed = 0; seed < seeds; seed += 1) {
    const { reads, hits, invalidations, violations } = await simulate(seed, options);
    sum.reads += reads;
    sum.hits += hits;
    sum.invalidations += invalidations;
    sum.violations.push(...violations.map((each) => `seed ${seed}: ${each}`));
    if (violations.length > 0) sum.violating += 1;
  }
  return sum;
}

describe('a cache in three processes', () => {
  const faults: readonly (readonly [string, readonly SimulatedFault[]])[] = [
    ['nothing fails', []],
    ['connections fail', ['connections']],
    ['processes are stopped', ['stops']],
    ['the server forgets', ['forgetting']],
    ['the server fails over', ['failovers']],
    ['everything may fail', ['connections', 'stops', 'forgetting', 'failovers']],
  ];

  it.each(faults)(
    'never answers what was invalidated, and answers every read, when %s',
    async (_, each) => {
      const { violations, reads, hits, invalidations } = await simulateMany(60, { faults: each });
      expect(violations).toEqual([]);
      // Without reads that were answered by memory or the server, and invalidations, nothing would be shown.
      expect(hits / reads).toBeGreaterThan(0.4);
      expect(invalidations).toBeGreaterThan(600);
    },
    60_000,
  );

  // A lost connection alone shows what the last one is for: the other faults seldom last as long as maxStalenessMs.
  const omissions: readonly (readonly [SimulatedOmission, number, SimulationOptions])[] = [
    ['stamps', 150, {}],
    ['leases', 150, {}],
    ['buckets', 1000, { faults: ['failovers'] }], // one of a hundred
    ['patterns', 150, {}],
    ['marks', 150, {}],
    ['liveness', 150, { faults: ['connections'] }],
  ];

  it.each(omissions)(
    'answers what was invalidated as soon as the %s are left out',
    async (without, seeds, options) => {
      const { violating } = await simulateMany(seeds, { ...options, without });
      expect(violating).toBeGreaterThan(0);
    },
    60_000,
  );

  it('does the same again with the same seed', async () => {
    expect(await simulate(7)).toEqual(await simulate(7));
  });
});
