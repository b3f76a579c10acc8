// What this lib and its peers do when something goes wrong: each probe by observation, in a process of its own, so that
// a crash or a standstill is a result like any other. usage: npm run bench -- cache-conformance [--only <probe>]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { openRedis, peers, titleOf } from '../cache/peers.mjs';
import { circumstances, publish, table } from '../readme-section.mjs';
import { probes } from './probes.mjs';

/** So long a probe may take, in milliseconds. The longest waits for 5 s. */
const probeTimeoutMs = 30_000;
const only = process.argv.includes('--only')
  ? process.argv[process.argv.indexOf('--only') + 1]
  : undefined;

await using redis = await openRedis();
const rows = [];
const notes = [];
for (const probe of probes.filter(({ name }) => only === undefined || name === only)) {
  // Two at a time: a machine that is busy with all of them at once would be what is observed.
  const results = [];
  for (let at = 0; at < peers.length; at += 2) {
    const two = peers.slice(at, at + 2);
    results.push(...(await Promise.all(two.map((peer) => run(probe.name, peer)))));
  }
  rows.push([probe.title, ...results.map(({ verdict }) => verdict)]);
  for (const [at, { verdict, seen }] of results.entries()) {
    process.stderr.write(`${probe.name}, ${peers[at]}: ${verdict}${seen ? ` (${seen})` : ''}\n`);
    if (verdict !== 'yes' && peers[at] === 'unite') notes.push(`${probe.title}: ${seen}`);
  }
}
if (only === undefined) {
  await publish({
    readme: new URL('../../../libs/cache/README.md', import.meta.url),
    name: 'bench:conformance',
    text: [
      table([['what was observed', ...peers.map(titleOf)], ...rows]),
      '',
      `\`-\`: has no such feature (async-cache-dedupe: no memory before Redis). \`?\`: what was to be observed did not come about. ${circumstances({ redisVersion: redis.version })}, each probe in a process of its own, "another" being a second instance in it; peers with the options of their documentation, without timeouts that they leave to the Redis client. Reproduce: \`npm run bench -- cache-conformance\`.`,
      ...notes.map((note) => `\nMissed here: ${note}.`),
    ].join('\n'),
  });
}
process.exit(0);

async function run(probe, peer) {
  const child = fork(fileURLToPath(new URL('run-probe.mjs', import.meta.url)), [], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { PATH: process.env.PATH, UNITE_PROBE: JSON.stringify({ probe, peer, url: redis.url }) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk) => (complaint += chunk));
  let result;
  child.once('message', (message) => (result = message));
  const timer = setTimeout(() => child.kill('SIGKILL'), probeTimeoutMs);
  const [code, signal] = await once(child, 'exit');
  clearTimeout(timer);
  if (result) return result;
  if (signal === 'SIGKILL') return { verdict: 'hangs', seen: `no end within ${probeTimeoutMs} ms` };
  const [reason = ''] = complaint.split('\n').filter((line) => /error/i.test(line));
  return { verdict: 'crashes', seen: `exit ${code}: ${reason.trim()}` };
}
