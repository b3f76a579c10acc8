import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { findWorkspaceRoot } from '@unite/stack';

import type { SimulationOptions } from '../src/testing/simulator.ts';

/** Seeds that one thread runs: `count` of them, `from`, `from + step` and so on. */
export interface SeedRange {
  readonly from: number;
  readonly count: number;
  readonly step: number;
  readonly options: SimulationOptions;
}

/** What came of many seeds. */
export interface SeedTotals {
  seeds: number;
  reads: number;
  /** Reads that memory or the server answered. */
  hits: number;
  invalidations: number;
  /** Seeds in which something was served that had been invalidated, or a read was never answered. */
  violating: number[];
  /** One of these, in words. */
  first: string | undefined;
}

/** How many seeds are run, and how. */
export interface SeedsOptions {
  readonly seeds: number;
  readonly threads?: number;
  readonly options?: SimulationOptions;
}

const file = join(findWorkspaceRoot(), 'libs/cache/gate/simulator-worker.ts');

/** Runs the seeds from 1 on, shared among threads, 2 by default. */
export async function runSeeds({
  seeds,
  threads = 2,
  options = {},
}: SeedsOptions): Promise<SeedTotals> {
  const parts = await Promise.all(
    Array.from({ length: threads }, (_, n) =>
      runThread({
        from: n + 1,
        step: threads,
        count: Math.floor((seeds - n + threads - 1) / threads),
        options,
      }),
    ),
  );
  return parts.reduce((sum, part) => ({
    seeds: sum.seeds + part.seeds,
    reads: sum.reads + part.reads,
    hits: sum.hits + part.hits,
    invalidations: sum.invalidations + part.invalidations,
    violating: [...sum.violating, ...part.violating],
    first: sum.first ?? part.first,
  }));
}

async function runThread(range: SeedRange): Promise<SeedTotals> {
  const worker = new Worker(file, { workerData: range });
  const ended = once(worker, 'exit');
  const [totals]: unknown[] = await once(worker, 'message');
  await ended;
  return totals as SeedTotals; // the only thing that it posts
}
