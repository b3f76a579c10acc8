import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { median, percentile } from '@unite/gate';
import { findWorkspaceRoot, startSentryReceiver } from '@unite/stack';

import type {
  MeasuredServerMessage,
  MeasuredServerQuestion,
  Measuring,
} from '../test/requests/measured-server.ts';

/** A server in a process of its own, under some kind of measuring. */
interface MeasuredServer {
  readonly url: string;
  ask(question: MeasuredServerQuestion): Promise<number>;
}

const program = join(findWorkspaceRoot(), 'libs/apm/test/requests/measured-server.ts');

/** Runs `work` with one server for each kind, and with a Sentry that takes their reports. */
async function withServers<Result>(
  kinds: readonly Measuring[],
  work: (servers: readonly MeasuredServer[]) => Promise<Result>,
): Promise<Result> {
  await using sentry = await startSentryReceiver();
  await using stack = new AsyncDisposableStack();
  const servers: MeasuredServer[] = [];
  for (const measuring of kinds) {
    const child = fork(program, [JSON.stringify({ measuring, dsn: sentry.dsn })], {
      execArgv: ['--expose-gc'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const ended = once(child, 'exit');
    stack.defer(async () => {
      child.disconnect();
      await ended;
    });
    const next = async (): Promise<MeasuredServerMessage> => {
      const early = ended.then(([code]) => {
        throw new Error(`the server measured by ${measuring} ended with ${String(code)}`);
      });
      const [message] = (await Promise.race([once(child, 'message'), early])) as [
        MeasuredServerMessage, // what the program says
      ];
      return message;
    };
    const hello = await next();
    if (!('url' in hello)) throw new Error('the server does not say where it listens');
    servers.push({
      url: `${hello.url}/hello/world`,
      async ask(question) {
        child.send(question);
        const answer = await next();
        if (!('value' in answer)) throw new Error('the server does not answer');
        return answer.value;
      },
    });
  }
  return await work(servers);
}

/** Answers one request over a kept connection. @throws {Error} when the answer is not 200. */
function request(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = get(url, { agent }, (answer) => {
      answer.resume();
      answer.once('error', reject);
      answer.once('end', () => {
        if (answer.statusCode === 200) resolve();
        else reject(new Error(`${url} answered ${answer.statusCode}`));
      });
    });
    sent.once('error', reject);
  });
}

/** Sends `count` requests, `concurrency` at a time. */
async function load(url: string, count: number, concurrency: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  let left = count;
  const sender = async () => {
    while (left > 0) {
      left -= 1;
      await request(url, agent);
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, sender));
  } finally {
    agent.destroy();
  }
}

/** How often something is measured. */
export interface Repetition {
  readonly rounds: number;
  /** Requests to each server in a round. */
  readonly perRound: number;
}

/**
 * Processor time per request in µs of each kind, one number per round. The servers take turns within a round, so
 * that a busy moment of the machine meets all of them; the first round warms up and is not counted.
 */
export function measureCpu(
  kinds: readonly Measuring[],
  { rounds, perRound }: Repetition,
): Promise<readonly (readonly number[])[]> {
  return withServers(kinds, async (servers) => {
    const used = kinds.map((): number[] => []);
    for (let round = 0; round <= rounds; round += 1) {
      for (const [index, server] of servers.entries()) {
        const before = await server.ask('cpu');
        await load(server.url, perRound, 16);
        const perRequest = ((await server.ask('cpu')) - before) / perRound;
        if (round > 0) used[index]?.push(perRequest);
      }
    }
    return used;
  });
}

/** How much later answers come than from a plain server, in ms, one number per round. */
export interface AddedLatency {
  readonly medians: readonly number[];
  readonly p99s: readonly number[];
}

/** Requests to both servers alternate one by one, over one kept connection each. */
export function measureLatency(
  kind: Measuring,
  { rounds, perRound }: Repetition,
): Promise<AddedLatency> {
  return withServers(['plain', kind], async (servers) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      const results: (readonly [median: number, p99: number])[] = [];
      for (let round = 0; round <= rounds; round += 1) {
        const tookMs = await alternate(servers, agent, perRound);
        if (round > 0) results.push([added(tookMs, median), added(tookMs, p99)]);
      }
      return { medians: results.map(([ms]) => ms), p99s: results.map(([, ms]) => ms) };
    } finally {
      agent.destroy();
    }
  });
}

const p99 = (samples: readonly number[]) => percentile(samples, 0.99);

function added(
  [plain = [], measured = []]: readonly (readonly number[])[],
  statistic: (samples: readonly number[]) => number,
): number {
  return statistic(measured) - statistic(plain);
}

async function alternate(
  servers: readonly MeasuredServer[],
  agent: Agent,
  count: number,
): Promise<readonly (readonly number[])[]> {
  const tookMs = servers.map((): number[] => []);
  for (let n = 0; n < count; n += 1) {
    for (const [index, { url }] of servers.entries()) {
      const startMs = performance.now();
      await request(url, agent);
      tookMs[index]?.push(performance.now() - startMs);
    }
  }
  return tookMs;
}

/** MB that a server's heap grows between its `warm`-th request and the `count`-th. */
export function measureMemory(
  kind: Measuring,
  { warm, count }: { readonly warm: number; readonly count: number },
): Promise<number> {
  return withServers([kind], async ([server]) => {
    if (server === undefined) throw new Error('no server was started');
    await load(server.url, warm, 32);
    const before = await server.ask('heap');
    await load(server.url, count - warm, 32);
    return ((await server.ask('heap')) - before) / 2 ** 20;
  });
}
