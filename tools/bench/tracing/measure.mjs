import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

import { startCollector } from './collector.mjs';
import { contestants } from './contestants.mjs';

/** So long each process has at the end to deliver what it holds, in ms. */
const settleMs = 6000;

/**
 * Runs `server` once under each contestant, all at the same time, and sends requests to them in turns, short ones, as
 * the machine's own pace changes from second to second. What a process uses until its next turn counts for the turn
 * before: spans are delivered later.
 *
 * @param {object} options
 * @param {string} options.server path of the program
 * @param {object} options.told given to it beside what the contestant is told
 * @param {Record<string, string>} options.headers of each request
 * @param {number} options.rounds counted after one that is not
 * @param {number} options.turns of each contestant in a round
 * @param {number} options.perTurn requests
 * @param {number} options.concurrency
 * @returns per contestant its name, processor time per request in µs by round, memory, and what arrived
 */
export async function measure({ server, told, headers, rounds, turns, perTurn, concurrency }) {
  const running = [];
  try {
    for (const contestant of contestants) running.push(await start(contestant, server, told));
    for (let turn = 0; turn < (rounds + 1) * turns; turn += 1) {
      for (const one of running) {
        if (turn % turns === 0) one.readings.push((await one.ask()).cpuMicros);
        await load(one.url, { headers, count: perTurn, concurrency });
      }
      if ((turn + 1) % turns === 0)
        process.stderr.write(`round ${Math.floor(turn / turns)} of ${rounds}\n`);
    }
    await delay(settleMs);
    const results = [];
    for (const { name, readings, ask, collector } of running) {
      const { cpuMicros, rssBytes } = await ask();
      const ends = [...readings.slice(1), cpuMicros];
      const perRequest = readings.map((from, round) => (ends[round] - from) / (turns * perTurn));
      const { traces, spans } = collector.count();
      const requests = (rounds + 1) * turns * perTurn;
      results.push({
        name,
        cpuMicros: perRequest.slice(1),
        rssBytes,
        traces: traces / requests,
        spans: spans / requests,
      });
    }
    return results;
  } finally {
    for (const { stop } of running) await stop();
  }
}

async function start({ name, arguments: execArgv, told, env = () => ({}) }, server, forServer) {
  const collector = await startCollector();
  const child = fork(server, [], {
    execArgv: ['--disable-warning=ExperimentalWarning', ...execArgv],
    env: {
      PATH: process.env.PATH,
      UNITE_BENCH: JSON.stringify({ ...forServer, ...told, url: collector.url }),
      ...env(collector.url),
    },
  });
  const ended = once(child, 'exit');
  const next = async () => {
    const early = ended.then(([code]) => {
      throw new Error(`the server with ${name} ended with ${code}`);
    });
    const [message] = await Promise.race([once(child, 'message'), early]);
    return message;
  };
  const { url } = await next();
  return {
    ...{ name, url, collector, readings: [] },
    ask() {
      child.send('usage');
      return next();
    },
    async stop() {
      child.kill();
      await ended;
      collector.close();
    },
  };
}

async function load(url, { headers, count, concurrency }) {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  let left = count;
  const sender = async () => {
    while (left > 0) {
      left -= 1;
      await request(url, { agent, headers });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, sender));
  agent.destroy();
}

function request(url, options) {
  return new Promise((resolve, reject) => {
    const sent = get(url, options, (answer) => {
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
