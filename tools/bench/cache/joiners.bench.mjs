// 1,000 readers of one value that is nowhere yet: how often it is loaded, and what each reader costs.
import { circumstances, publish, table } from '../readme-section.mjs';
import { figure } from '../slices.mjs';
import { openPeer, openRedis, peers, titleOf } from './peers.mjs';
import { values } from './values.mjs';

const [joiners, rounds] = [1000, 15];
await using redis = await openRedis();
const rows = [];
for (const peer of peers) {
  const cache = await openPeer(peer, { url: redis.url, name: `joiners-${peer}` });
  let loads = 0;
  const load = async () => {
    loads += 1;
    return values['78 B'];
  };
  const round = async (n) => {
    const key = cache.key(`cold-${n}`);
    const beganAt = performance.now();
    await Promise.all(Array.from({ length: joiners }, () => cache.get(key, load)));
    return ((performance.now() - beganAt) * 1000) / joiners;
  };
  for (let n = 0; n < 50; n += 1) await round(`warm-up-${n}`);
  loads = 0;
  const micros = [];
  for (let n = 0; n < rounds; n += 1) micros.push(await round(n));
  rows.push([titleOf(peer), (loads / rounds).toFixed(0), figure(micros, 2)]);
}
await publish({
  readme: new URL('../../../libs/cache/README.md', import.meta.url),
  name: 'bench:joiners',
  text: [
    table([[`${joiners} readers of one new value`, 'loads', 'µs a reader'], ...rows]),
    '',
    `The aim is one load and less than 2 µs a reader, all round trips to Redis included. ${circumstances({ redisVersion: redis.version })}.`,
  ].join('\n'),
});
process.exit(0);
