import { percentile } from '@unite/gate';

import { measureTags } from '../../gate/invalidation-cost.ts';
import { attack } from '../../gate/memory-attack.ts';
import { measurePropagation } from '../../gate/propagation-run.ts';
import { runSeeds } from '../../gate/simulator-runs.ts';
import { playbook, simulateWorkload } from '../../gate/workload.ts';

jest.setTimeout(120_000);

describe('the race simulator', () => {
  it('finds nothing in a hundred seeds', async () => {
    const { seeds, hits, violating } = await runSeeds({ seeds: 100 });
    expect({ seeds, violating }).toEqual({ seeds: 100, violating: [] });
    expect(hits).toBeGreaterThan(1000);
  });

  it.each(['stamps', 'leases', 'marks', 'liveness'] as const)(
    'finds violations where %s are left out',
    async (without) => {
      const { violating } = await runSeeds({ seeds: 300, options: { without } });
      expect(violating.length).toBeGreaterThan(0);
    },
  );
});

describe('the simulated workload', () => {
  const simulation = { workload: playbook, processes: 2, warmMinutes: 16, minutes: 10 };

  it('is answered by the loader more often where memory and server keep less long', async () => {
    const usual = await simulateWorkload(simulation);
    const workload = { ...playbook, ttlMs: 10_000, sharedTtlMs: 30_000 };
    const hasty = await simulateWorkload({ ...simulation, workload });
    expect(usual.reads).toBeGreaterThan(10_000);
    expect(hasty.loader).toBeGreaterThan(usual.loader + 5);
  });

  it('is answered by memory less often where that is smaller', async () => {
    const small = { ...playbook, maxEntries: 10 };
    const { memory } = await simulateWorkload({ ...simulation, workload: small });
    expect(memory).toBeLessThan(60);
  });
});

describe('the way of an invalidation', () => {
  it('is found to take as long as the connection of the other process', async () => {
    const slow = await measurePropagation({ times: 10, delayMs: 40 });
    expect(percentile(slow, 0)).toBeGreaterThan(20);
  });
});

describe('keys that are read once', () => {
  it('are found in memory where they are allowed to stay', async () => {
    // 12 MB of values, so that what other tests leave to be collected does not hide them.
    const { grownBytes } = await attack({ keys: 30_000, warmKeys: 2000, maxEntries: 1_000_000 });
    expect(grownBytes).toBeGreaterThan(2 ** 20);
  });
});

describe('the end of many values', () => {
  it('is complete by their tag', async () => {
    const { before, after } = await measureTags({ entries: 2000, rounds: 1 });
    expect({ before, after }).toEqual({ before: 2000, after: 0 });
  });
});
