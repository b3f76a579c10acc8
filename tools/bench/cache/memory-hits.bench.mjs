// What a hit in memory costs: 100 hot keys, the loader given and never called.
import { LRUCache } from 'lru-cache';

import { circumstances, publish, table } from '../readme-section.mjs';
import { figure, ratios, slices, threadMs } from '../slices.mjs';
import { openPeer, openRedis, titleOf } from './peers.mjs';
import { values } from './values.mjs';

await using redis = await openRedis();
const columns = new Map();
for (const [size, value] of Object.entries(values)) columns.set(size, await measure(size, value));

const [small, large] = [...columns.values()];
const ours = titleOf('unite');
const layered = `${titleOf('layered-loader')} get`;
const compare = (one, to, column = small) => figure(ratios(column.get(one), column.get(to)), 2);
await publish({
  readme: new URL('../../../libs/cache/README.md', import.meta.url),
  name: 'bench:memory-hits',
  text: [
    table([
      ['hit in memory, ns of processor time', ...columns.keys()],
      ...[...small.keys()].map((name) => [name, figure(small.get(name)), figure(large.get(name))]),
    ]),
    '',
    `Round by round: get is ${compare(`${ours} get`, layered)} of layered-loader's (aim 1.3), ${compare(`${ours} get, 3 tags`, layered)} with three tags of its own; peek is ${compare(`${ours} peek`, 'lru-cache get')} of lru-cache's get (aim 2); get with 10 kB is ${figure(ratios(large.get(`${ours} get`), small.get(`${ours} get`)), 2)} of get with 78 B (aim 1.2). ${circumstances({ redisVersion: redis.version })}.`,
  ].join('\n'),
});
process.exit(0);

async function measure(size, value) {
  const ids = Array.from({ length: 100 }, (_, n) => `contacts:workspace:1:${n}`);
  const load = async () => value;
  const open = async (peer, more) => {
    const name = `memory-${peer}-${size.replace(' ', '')}-${JSON.stringify(more ?? '').length}`;
    const cache = await openPeer(peer, { url: redis.url, name, ...more });
    const keys = ids.map(cache.key);
    for (const key of keys) await cache.get(key, load);
    return { ...cache, keys };
  };
  const lru = new LRUCache({ max: 500, ttl: 600_000 });
  const fetching = new LRUCache({ max: 500, ttl: 600_000, fetchMethod: load });
  for (const id of ids) {
    lru.set(id, value);
    fetching.set(id, value);
  }
  const unite = await open('unite');
  const tagged = await open('unite', { tags: ['a', 'b', 'c'] });
  const layered = await open('layered-loader');
  const bento = await open('bentocache');
  const bentoRaw = await open('bentocache', { serialize: false });
  const cacheable = await open('cacheable');
  const manager = await open('cache-manager');
  const dedupe = await open('async-cache-dedupe', { isMemory: true });
  const title = (peer, what) => `${titleOf(peer)} ${what}`;
  const each = (name, run) => ({ name, run });
  return slices(
    [
      each('lru-cache get', (n) => lru.get(ids[n % 100])),
      each(title('unite', 'peek'), (n) => unite.peek(unite.keys[n % 100])),
      each(title('layered-loader', 'getInMemoryOnly'), (n) => layered.peek(ids[n % 100])),
      each('await of a resolved promise', () => Promise.resolve(value)),
      each(title('unite', 'get'), (n) => unite.get(unite.keys[n % 100], load)),
      each(title('unite', 'get, 3 tags'), (n) => tagged.get(tagged.keys[n % 100], load)),
      each(title('layered-loader', 'get'), (n) => layered.getAgain(ids[n % 100])),
      each('lru-cache fetch', (n) => fetching.fetch(ids[n % 100])),
      each(title('async-cache-dedupe', 'in memory alone'), (n) => dedupe.getAgain(ids[n % 100])),
      each(title('bentocache', 'getOrSet'), (n) => bento.get(ids[n % 100], load)),
      each(title('bentocache', 'getOrSet, serialize: false'), (n) =>
        bentoRaw.get(ids[n % 100], load),
      ),
      each(title('cacheable', 'getOrSet'), (n) => cacheable.get(ids[n % 100], load)),
      each(title('cache-manager', 'wrap'), (n) => manager.get(ids[n % 100], load)),
    ],
    { nowMs: threadMs, sliceMs: 80 },
  );
}
