import type { CostlyOptions } from '../test/cost/costly-program.ts';
import { load } from './cost-load.ts';
import { type CostlyProgram, startCostlyProgram } from './cost-program.ts';

/** What an empty request uses, and how much more with a ledger. */
export interface Overhead {
  /** Of each round. */
  readonly addedUs: readonly number[];
  /** Processor time of the process per request, by round. */
  readonly plainUs: readonly number[];
  readonly ledgerUs: readonly number[];
}

/** Lets plain Fastify and Fastify with a ledger serve the same load in turns, so that a busy moment slows both. */
export async function measureOverhead(options: {
  readonly rounds: number;
  readonly perRound: number;
  readonly concurrency: number;
  readonly ledger?: CostlyOptions['ledger'];
}): Promise<Overhead> {
  const { rounds, perRound, concurrency, ledger = 'sound' } = options;
  await using plain = await startCostlyProgram({ ledger: 'none', units: [] });
  await using booked = await startCostlyProgram({ ledger, units: [] });
  const served = async (program: CostlyProgram, total: number): Promise<number> => {
    const before = await program.used();
    const paths = new Array<string>(total).fill('/empty');
    await load({ port: program.port, paths, concurrency });
    const { cpuUs } = await program.used();
    return (cpuUs - before.cpuUs) / total;
  };
  // Code is compiled as it is used.
  for (let n = 0; n < 4; n += 1) {
    await served(plain, 2500);
    await served(booked, 2500);
  }
  const plainUs: number[] = [];
  const ledgerUs: number[] = [];
  for (let n = 0; n < rounds; n += 1) {
    // Neither always follows the other.
    const order = n % 2 === 0 ? 'plain first' : 'ledger first';
    if (order === 'plain first') plainUs.push(await served(plain, perRound));
    ledgerUs.push(await served(booked, perRound));
    if (order === 'ledger first') plainUs.push(await served(plain, perRound));
  }
  const addedUs = ledgerUs.map((us, n) => us - (plainUs[n] ?? Number.NaN));
  return { addedUs, plainUs, ledgerUs };
}
