import { median } from '@unite/gate';

import { runOpenLoop } from './open-loop.ts';

/** A server that is asked, with the headers that it wants. */
export interface Asked {
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** How two servers are compared. */
export interface Comparison {
  readonly path: string;
  readonly rounds: number;
  /** Requests to each server in each round. */
  readonly perRound: number;
  /** Low enough that one request rarely waits for another. */
  readonly ratePerSecond: number;
}

/** What was found, by round. */
export interface AddedLatency {
  /** Of the median latency, in percent of the server without. */
  readonly addedPercent: readonly number[];
  /** Median latency of the server without, in milliseconds. */
  readonly withoutMs: readonly number[];
}

/** Rounds that warm both servers up. */
const warmRounds = 2;

/** Asks a server with something and one without it in turns, so that a busy moment of the machine slows both. */
export async function addedLatency(
  { with: one, without: other }: { readonly with: Asked; readonly without: Asked },
  { path, rounds, perRound, ratePerSecond }: Comparison,
): Promise<AddedLatency> {
  const p50 = async ({ port, headers }: Asked): Promise<number> => {
    const { latenciesMs, faults } = await runOpenLoop({
      ...{ port, headers, ratePerSecond },
      durationMs: (perRound / ratePerSecond) * 1000,
      request: () => ({ method: 'GET', path, expect: 200 }),
    });
    if (Object.keys(faults).length > 0) throw new Error(`faults: ${JSON.stringify(faults)}`);
    return median(latenciesMs);
  };
  const addedPercent: number[] = [];
  const withoutMs: number[] = [];
  for (let round = 0; round < warmRounds + rounds; round += 1) {
    // Neither always follows the other.
    const before = round % 2 === 0 ? await p50(one) : undefined;
    const off = await p50(other);
    const on = before ?? (await p50(one));
    if (round < warmRounds) continue;
    addedPercent.push((on / off - 1) * 100);
    withoutMs.push(off);
  }
  return { addedPercent, withoutMs };
}
