import { median, spread, type Claim } from '@unite/gate';

import type { Measuring } from '../test/requests/measured-server.ts';
import { measureCpu, measureLatency, measureMemory } from './requests-harness.ts';

const kinds: readonly Measuring[] = ['plain', 'apm', 'apm with costs', 'peers'];
const peers = 'prom-client 15 with @sentry/node 11, errors only';

/** What measuring a request may take. */
export const claims: readonly Claim[] = [
  {
    id: 'requests-latency',
    phase: '6.7',
    text: 'metrics, error reports, objectives and costs together add less than 5 ms to the 99th percentile of a request',
    target: { op: '<', value: 5 },
    unit: 'ms',
    measure: async () => {
      const { medians, p99s } = await measureLatency('apm with costs', {
        rounds: 15,
        perRound: 2000,
      });
      return {
        value: median(p99s),
        samples: p99s,
        spread: spread(p99s, 3),
        note: `difference of p99 to plain Fastify in 15 rounds of 2000 requests to each, alternating; of medians ${median(medians).toFixed(3)} ms (${spread(medians, 3)})`,
      };
    },
  },
  {
    id: 'requests-cpu',
    phase: '6.7',
    text: `a request takes no more processor time with metrics, error reports and objectives than with ${peers}`,
    target: { op: '<=', value: 1 },
    unit: '× peers',
    measure: async () => {
      const [plain = [], apm = [], costs = [], others = []] = await measureCpu(kinds, {
        rounds: 15,
        perRound: 3000,
      });
      const ratios = apm.map((micros, round) => micros / (others[round] ?? Number.NaN));
      const micros = (samples: readonly number[]) => `${median(samples).toFixed(0)} µs`;
      return {
        value: median(ratios),
        samples: ratios,
        spread: spread(ratios, 2),
        note: `processor time of a request that does nothing, medians of 15 rounds of 3000, 16 at a time: plain Fastify ${micros(plain)}, apm ${micros(apm)}, apm with the cost ledger ${micros(costs)}, ${peers} ${micros(others)}`,
      };
    },
  },
  {
    id: 'requests-memory',
    phase: '6.7',
    text: 'a million requests leave the memory flat',
    target: { op: '<=', value: 4 },
    unit: 'MB',
    measure: async () => ({
      value: await measureMemory('apm with costs', { warm: 100_000, count: 1_000_000 }),
      note: 'heap and buffers after collections, from the 100,000th request to the 1,000,000th, with everything on',
    }),
  },
];
