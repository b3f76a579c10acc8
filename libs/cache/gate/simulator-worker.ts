// Runs some seeds of the race simulator in a thread of its own. Its data are a SeedRange; it posts a SeedTotals.
import { parentPort, workerData } from 'node:worker_threads';

import { simulate } from '../src/testing/simulator.ts';
import type { SeedRange, SeedTotals } from './simulator-runs.ts';

const { from, count, step, options } = workerData as SeedRange; // the harness writes it

async function run(): Promise<SeedTotals> {
  const totals: SeedTotals = {
    seeds: 0,
    reads: 0,
    hits: 0,
    invalidations: 0,
    violating: [],
    first: undefined,
  };
  for (let n = 0; n < count; n += 1) {
    const seed = from + n * step;
    const { reads, hits, invalidations, violations } = await simulate(seed, options);
    totals.seeds += 1;
    totals.reads += reads;
    totals.hits += hits;
    totals.invalidations += invalidations;
    if (violations.length === 0) continue;
    totals.violating.push(seed);
    totals.first ??= `seed ${seed}: ${violations[0]}`;
  }
  return totals;
}

void run().then((totals) => parentPort?.postMessage(totals));
