import type { Claim } from '@unite/gate';

import { playbook, simulateWorkload, type Shares } from './workload.ts';

let simulated: Promise<Shares> | undefined;

/** One run for both claims. */
function simulateOnce(): Promise<Shares> {
  simulated ??= simulateWorkload({
    workload: playbook,
    processes: 2,
    warmMinutes: 30,
    minutes: 120,
  });
  return simulated;
}

/** What the playbook expects of each layer, in percent of the reads. */
const expected = { memory: 70, shared: 20, loader: 10 } as const;

const noteOf = ({ memory, shared, loader, reads }: Shares) =>
  `memory ${memory.toFixed(1)} %, shared server ${shared.toFixed(1)} %, loader ${loader.toFixed(1)} % of ${reads} reads: Zipf 1.25 over 10,000 keys, 20 requests a second in 2 processes, 1 % of them writes, memory LRU 100 for 5 minutes, server 15 minutes; 2 hours after half an hour, simulated`;

/** What the playbook's workload meets. */
export const claims: readonly Claim[] = [
  {
    id: 'split',
    phase: '6.9',
    text: "the playbook's workload is answered by memory to 70 %, by the shared server to 20 % and by the loader to 10 %, each within 3 points",
    target: { op: '<=', value: 3 },
    unit: 'points',
    async measure() {
      const shares = await simulateOnce();
      const samples = [
        shares.memory - expected.memory,
        shares.shared - expected.shared,
        shares.loader - expected.loader,
      ];
      return { value: Math.max(...samples.map(Math.abs)), samples, note: noteOf(shares) };
    },
  },
  {
    id: 'hit-rate',
    phase: '6.9',
    text: "more than 85 % of the playbook's workload is answered without the loader",
    target: { op: '>', value: 85 },
    unit: '%',
    async measure() {
      const shares = await simulateOnce();
      return { value: 100 - shares.loader, note: noteOf(shares) };
    },
  },
];
