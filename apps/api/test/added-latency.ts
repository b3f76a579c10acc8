import { Agent } from 'node:http';

import { median } from '@unite/gate';

import { exchange } from './open-loop.ts';

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
  /** Requests to each server before the first round. Default: 500. */
  readonly warmRequests?: number;
}

/** What was found, by round. */
export interface AddedLatency {
  /** Of the median latency, in percent of the server without. */
  readonly addedPercent: readonly number[];
  /** Median latency of the server without, in milliseconds. */
  readonly withoutMs: readonly number[];
}

/**
 * Asks a server with something and one without it, one request after the other and each server every second time, so
 * that a busy moment of the machine slows both.
 */
export async function addedLatency(
  servers: { readonly with: Asked; readonly without: Asked },
  { path, rounds, perRound, warmRequests = 500 }: Comparison,
): Promise<AddedLatency> {
  const agent = new Agent({ keepAlive: true });
  const latencyOf = async (server: Asked): Promise<number> => {
    const startedAtMs = performance.now();
    const outcome = await exchange(agent, server, { method: 'GET', path });
    const ms = performance.now() - startedAtMs;
    if (outcome !== '200') throw new Error(`${path} was answered ${outcome}`);
    return ms;
  };
  const round = async (requests: number) => {
    const [withMs, withoutMs]: [number[], number[]] = [[], []];
    for (let n = 0; n < requests; n += 1) {
      // Neither always follows the other.
      if (n % 2 === 0) withMs.push(await latencyOf(servers.with));
      withoutMs.push(await latencyOf(servers.without));
      if (n % 2 === 1) withMs.push(await latencyOf(servers.with));
    }
    return [median(withMs), median(withoutMs)] as const;
  };
  const addedPercent: number[] = [];
  const withoutMs: number[] = [];
  await round(warmRequests);
  for (let n = 0; n < rounds; n += 1) {
    const [on, off] = await round(perRound);
    addedPercent.push((on / off - 1) * 100);
    withoutMs.push(off);
  }
  agent.destroy();
  return { addedPercent, withoutMs };
}
