// How often a read waits for Redis: each direction of the connection is held back for 10 ms, so that the time of a read
// tells its round trips.
import { startFaultProxy } from '../../stack/src/network/fault-proxy.ts';
import { circumstances, publish, table } from '../readme-section.mjs';
import { openPeer, openRedis, peers, titleOf } from './peers.mjs';

const oneWayMs = 10;
await using redis = await openRedis();
await using proxy = await startFaultProxy({ target: { port: Number(new URL(redis.url).port) } });
const url = proxy.through(redis.url);
const rows = [];
for (const peer of peers) {
  // The second has nothing in memory of what the first loads.
  const first = await openPeer(peer, { url, name: `trips-${peer}` });
  const second = await openPeer(peer, { url, name: `trips-${peer}` });
  const load = async () => 'value';
  await first.get(first.key('warm-up'), load);
  await second.get(second.key('warm-up'), load);
  await proxy.set('delay', oneWayMs);
  const times = { miss: [], hit: [], end: [] };
  for (let n = 0; n < 9; n += 1) {
    const id = `value-${n}`;
    times.miss.push(await timed(() => first.get(first.key(id), load)));
    // What is written after the answer was given.
    await new Promise((resolve) => setTimeout(resolve, 8 * oneWayMs));
    times.hit.push(await timed(() => second.get(second.key(id), load)));
    times.end.push(await timed(() => first.delete(first.key(id))));
  }
  await proxy.set('pass');
  const trips = (samples) => (Math.min(...samples) / (2 * oneWayMs)).toFixed(1);
  rows.push([titleOf(peer), trips(times.hit), trips(times.miss), trips(times.end)]);
}
await publish({
  readme: new URL('../../../libs/cache/README.md', import.meta.url),
  name: 'bench:round-trips',
  text: [
    table([['round trips until the answer', 'hit in Redis', 'miss', 'invalidation'], ...rows]),
    '',
    `The least of nine, as what a busy machine adds is no round trip; by the time that they take where each takes ${2 * oneWayMs} ms. ${circumstances({ redisVersion: redis.version })}.`,
  ].join('\n'),
});
process.exit(0);

async function timed(run) {
  const beganAt = performance.now();
  await run();
  return performance.now() - beganAt;
}
