import { median } from '@unite/gate';

import type { CostlyOptions } from '../test/cost/costly-program.ts';
import { load } from './cost-load.ts';
import { startCostlyProgram } from './cost-program.ts';
import { between, type Endpoint, shareErrors, shuffled } from './cost-shares.ts';

/** Work of the endpoints of each kind; without a unit, one only does what all do. */
const units = [0, 1, 2, 5];

/** How a ledger is tried. */
export interface Trial {
  /** What the requests do; each kind has endpoints of its own. */
  readonly kinds: readonly Kind[];
  readonly concurrency: number;
  /** Of each endpoint, in each round. */
  readonly requests: number;
  /** The machine's other work comes and goes: shares are medians of as many. Default 1. */
  readonly rounds?: number;
  readonly ledger?: CostlyOptions['ledger'];
}

/** Arithmetic on the main thread, or hashes of passwords in the thread pool. */
export type Kind = 'cpu' | 'hash';

/** What came of it. */
export interface Outcome {
  /** Of the sum of all rows from what the system says, in percent. */
  readonly sumError: number;
  /** Of each endpoint's own work from its true share within its kind, in percent; the median of the rounds. */
  readonly shareErrors: readonly number[];
  /** Between what was booked and what arrived, of all endpoints. */
  readonly egressDifference: number;
  readonly egressBytes: number;
  /** What the system says. */
  readonly cpuSeconds: number;
}

/** Lets clients ask for every endpoint, and compares the ledger with what is known of them. */
export async function tryLedger(trial: Trial): Promise<Outcome> {
  const { kinds, concurrency, requests, rounds = 1, ledger = 'sound' } = trial;
  const endpoints = kinds.map((kind) =>
    units.map((count): Endpoint => ({ path: `/${kind}/${count}`, units: count })),
  );
  const paths = endpoints.flat().map(({ path }) => path);
  await using program = await startCostlyProgram({ ledger, units });
  const { port } = program;
  const statement = async () => {
    const used = await program.used();
    if (used.statement === null) throw new Error('the service has no ledger');
    return { ...used, statement: used.statement };
  };
  // Code is compiled, and the pool's kinds of work are learned.
  const warm = shuffled(paths, Math.ceil(requests / 4));
  await load({ port, concurrency, paths: warm });
  const first = await statement();
  const bytes = new Map<string, number>();
  const errors: (readonly number[])[] = [];
  let last = first;
  for (let round = 0; round < rounds; round += 1) {
    const from = last;
    const done = await load({ port, concurrency, paths: shuffled(paths, requests) });
    for (const [path, count] of done.bytes) bytes.set(path, (bytes.get(path) ?? 0) + count);
    const to = (last = await statement());
    const { cpuUs } = between(from.statement, to.statement);
    // What a unit takes varies with the machine's moment; where the endpoints have measured it, that is the truth.
    const known = (kind: Kind, { path, units }: Endpoint): Endpoint => {
      if (kind !== 'cpu' || units === 0) return { path, units };
      return { path, units: (to.burntUs[units] ?? 0) - (from.burntUs[units] ?? 0) };
    };
    errors.push(
      kinds.flatMap((kind, n) => {
        const ofKind = (endpoints[n] ?? []).map((one) => known(kind, one));
        return shareErrors(ofKind, cpuUs, () => requests);
      }),
    );
  }
  const { sumUs, egressBytes } = between(first.statement, last.statement);
  const systemUs = last.cpuUs - first.cpuUs;
  const differences = paths.map((path) => Math.abs(egressBytes(path) - (bytes.get(path) ?? 0)));
  return {
    sumError: (sumUs / systemUs - 1) * 100,
    shareErrors: (errors[0] ?? []).map((_, n) =>
      median(errors.map((ofRound) => ofRound[n] ?? Number.NaN)),
    ),
    egressDifference: differences.reduce((a, b) => a + b, 0),
    egressBytes: bytes.values().reduce((a, b) => a + b, 0),
    cpuSeconds: systemUs / 1e6,
  };
}
