import { median, spread, type Claim } from '@unite/gate';

import { measureOverhead } from './cost-overhead.ts';
import { type Outcome, tryLedger } from './cost-run.ts';
import { farthest } from './cost-shares.ts';

const concurrencies = [1, 8, 64] as const;

type Work = 'main thread' | 'thread pool';

const outcomes = new Map<string, Promise<Outcome>>();

/** One trial for all claims about it. */
function outcomeOf(work: Work, concurrency: number): Promise<Outcome> {
  const key = `${work} ${concurrency}`;
  const known = outcomes.get(key);
  if (known !== undefined) return known;
  const outcome =
    work === 'main thread'
      ? tryLedger({ kinds: ['cpu'], requests: 160, rounds: 5, concurrency })
      : tryLedger({ kinds: ['hash'], requests: 40, rounds: 7, concurrency });
  outcomes.set(key, outcome);
  return outcome;
}

async function all(): Promise<readonly Outcome[]> {
  const found: Outcome[] = [];
  for (const work of ['main thread', 'thread pool'] as const) {
    for (const concurrency of concurrencies) found.push(await outcomeOf(work, concurrency));
  }
  return found;
}

function sharesClaim(work: Work, concurrency: number): Claim {
  const name = work === 'main thread' ? 'cpu' : 'pool';
  return {
    id: `cost-${name}-${concurrency}`,
    phase: '6.7',
    text: `endpoints of known work on the ${work} are charged their shares of it, within 2 %, at a concurrency of ${concurrency}`,
    target: { op: '<=', value: 2 },
    unit: '%',
    measure: async () => {
      const { shareErrors, cpuSeconds } = await outcomeOf(work, concurrency);
      return {
        value: farthest(shareErrors),
        samples: shareErrors,
        spread: spread(shareErrors, 2),
        note: `farthest of endpoints with 1, 2 and 5 units, beyond what serving a request costs, medians of some rounds; ${cpuSeconds.toFixed(1)} s of processor time`,
      };
    },
  };
}

/** What the ledger of costs promises. */
export const claims: readonly Claim[] = [
  ...concurrencies.map((concurrency) => sharesClaim('main thread', concurrency)),
  ...concurrencies.map((concurrency) => sharesClaim('thread pool', concurrency)),
  {
    id: 'cost-sum',
    phase: '6.7',
    text: 'all rows sum to what the system says that the process has used, within 2 %',
    target: { op: '<=', value: 2 },
    unit: '%',
    measure: async () => {
      const samples = (await all()).map(({ sumError }) => sumError);
      return {
        value: farthest(samples),
        samples,
        spread: spread(samples, 3),
        note: `farthest of work on the main thread and in the pool, at a concurrency of ${concurrencies.join(', ')} each`,
      };
    },
  },
  {
    id: 'cost-egress',
    phase: '6.7',
    text: 'every byte that clients receive is booked on its endpoint',
    target: { op: '=', value: 0 },
    unit: 'bytes of difference',
    measure: async () => {
      const found = await all();
      const sum = (of: (outcome: Outcome) => number) =>
        found.reduce((total, outcome) => total + of(outcome), 0);
      return {
        value: sum(({ egressDifference }) => egressDifference),
        note: `of ${sum(({ egressBytes }) => egressBytes)} bytes, as the sockets of the clients count them`,
      };
    },
  },
  {
    id: 'cost-overhead',
    phase: '6.7',
    text: 'the ledger adds at most 50 µs of processor time to an empty request',
    target: { op: '<=', value: 50 },
    unit: 'µs',
    measure: async () => {
      const measured = await measureOverhead({ rounds: 40, perRound: 1500, concurrency: 8 });
      const { addedUs, plainUs, ledgerUs } = measured;
      return {
        value: median(addedUs),
        samples: addedUs,
        spread: spread(addedUs, 1),
        note: `medians of ${addedUs.length} interleaved rounds of empty requests at a concurrency of 8: ${median(plainUs).toFixed(0)} µs of the process with plain Fastify, ${median(ledgerUs).toFixed(0)} µs with the ledger`,
      };
    },
  },
];
