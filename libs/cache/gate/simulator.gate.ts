import type { Claim } from '@unite/gate';

import type { SimulatedOmission, SimulationOptions } from '../src/testing/simulator.ts';
import { runSeeds } from './simulator-runs.ts';

const seeds = 100_000;
/** Enough to see that a part is needed. */
const controlSeeds = 1000;
/** Each of the protocol's parts is left out in turn; some are there for one kind of fault. */
const parts: readonly (SimulationOptions & { readonly without: SimulatedOmission })[] = [
  { without: 'stamps' },
  { without: 'leases' },
  { without: 'buckets', faults: ['failovers'] },
  { without: 'patterns' },
  { without: 'runs', faults: ['connections'] },
  { without: 'marks' },
  { without: 'liveness' },
];

/** What the race simulator finds. */
export const claims: readonly Claim[] = [
  {
    id: 'simulator',
    phase: '6.9',
    text: 'three simulated processes with random delays and faults never serve what was invalidated, in 100,000 runs',
    target: { op: '=', value: 0 },
    unit: 'runs with a violation',
    async measure() {
      const controls: string[] = [];
      let isShown = true;
      for (const options of parts) {
        const { violating } = await runSeeds({ seeds: controlSeeds, options });
        controls.push(`${violating.length} without ${options.without}`);
        isShown &&= violating.length > 0;
      }
      const totals = await runSeeds({ seeds });
      isShown &&= totals.hits > totals.reads / 2;
      return {
        value: isShown ? totals.violating.length : Number.NaN,
        note: `${totals.seeds} seeds, ${totals.reads} reads of which ${totals.hits} were answered by memory or the server, ${totals.invalidations} invalidations; of ${controlSeeds} seeds violate ${controls.join(', ')}. ${totals.first ?? ''} ${totals.violating.slice(0, 50).join(', ')}`.trimEnd(),
      };
    },
  },
];
