// What a hit in Redis costs that memory has not: one at a time, and 64 at once. Memory holds a single value, or is
// emptied of the one that is read, so that each read goes to Redis.
import { Redis } from 'ioredis6';

import { circumstances, publish, table } from '../readme-section.mjs';
import { figure, ratios, slices } from '../slices.mjs';
import { openPeer, openRedis, titleOf } from './peers.mjs';
import { values } from './values.mjs';

const ours = titleOf('unite');
const raw = { one: 'ioredis GET, JSON.parse', many: 'ioredis MGET, JSON.parse' };
await using redis = await openRedis();
// Before Redis is ended, whose loss some peers do not outlive: theirs would be the only error that is seen.
process.on('unhandledRejection', fail);
const client = new Redis(redis.url);
const one = new Map();
const many = new Map();
for (const [size, value] of Object.entries(values)) {
  const contestants = await open(size, value).catch(fail);
  one.set(size, await slices(contestants.one, { warmUp: 2000, rounds: 9 }).catch(fail));
  many.set(size, await slices(contestants.many, { warmUp: 200, rounds: 9 }).catch(fail));
}

const toMicros = (samples) => samples.map((each) => each / 1000);
const rows = (title, bySize) => {
  const sizes = [...bySize.keys()];
  const names = [...bySize.get(sizes[0]).keys()];
  return table([
    [title, ...sizes],
    ...names.map((name) => [
      name,
      ...sizes.map((size) => figure(toMicros(bySize.get(size).get(name)))),
    ]),
  ]);
};
const compare = (bySize, to) =>
  [...bySize].map(([size, of]) => `${figure(ratios(of.get(ours), of.get(to)), 2)} with ${size}`);
await publish({
  readme: new URL('../../../libs/cache/README.md', import.meta.url),
  name: 'bench:shared-hits',
  text: [
    rows('hit in Redis, µs', one),
    '',
    rows('64 hits in Redis by one call, µs', many),
    '',
    `Round by round: a hit in Redis is ${compare(one, raw.one).join(' and ')} of GET and JSON.parse (aim 1.15); 64 at once are ${compare(many, raw.many).join(' and ')} of MGET and JSON.parse (aim 1.2). ${circumstances({ redisVersion: redis.version })}.`,
  ].join('\n'),
});
process.exit(0);

function fail(error) {
  console.error(error);
  process.exit(1);
}

async function open(size, value) {
  const ids = Array.from({ length: 128 }, (_, n) => `contacts:workspace:1:${n}`);
  const load = async () => value;
  const json = JSON.stringify(value);
  const rawKeys = ids.map((id) => `raw:${size}:${id}`);
  for (const key of rawKeys) await client.set(key, json);
  const contestants = {
    one: [
      {
        name: raw.one,
        run: async (n) => JSON.parse(await client.get(rawKeys[n % 128])),
      },
    ],
    many: [
      {
        name: raw.many,
        run: async (n) => {
          const texts = await client.mget(rawKeys.slice((n % 2) * 64, (n % 2) * 64 + 64));
          return texts.map((text) => JSON.parse(text));
        },
      },
    ],
  };
  for (const peer of ['unite', 'layered-loader', 'bentocache', 'cacheable', 'cache-manager']) {
    const name = `shared-${peer}-${size.replace(' ', '')}`;
    // Others are emptied key by key instead.
    const maxEntries = peer === 'unite' || peer === 'bentocache' ? 1 : 10_000;
    const cache = await openPeer(peer, { url: redis.url, name, maxEntries });
    const keys = ids.map(cache.key);
    for (const key of keys) await cache.get(key, load);
    // Of a cache with a deadline for Redis, which a busy machine misses now and then.
    let [loads, reads] = [0, 0];
    const counted = async () => {
      loads += 1;
      return value;
    };
    const drop = cache.dropMemory ?? (() => undefined);
    contestants.one.push({
      name: titleOf(peer),
      run: async (n) => {
        const key = keys[n % 128];
        await drop(key);
        const got = await cache.get(key, counted);
        reads += 1;
        if (loads > 5 + reads / 100) throw new Error(`${peer} loaded ${loads} of ${reads} times`);
        return got;
      },
    });
    if (!cache.getMany) continue;
    contestants.many.push({
      name: titleOf(peer),
      run: async (n) => {
        const some = keys.slice((n % 2) * 64, (n % 2) * 64 + 64);
        for (const key of some) await drop(key);
        const got = await cache.getMany(some, async (missing) => {
          loads += missing.length;
          return missing.map(() => value);
        });
        reads += 64;
        if (loads > 320 + reads / 100) throw new Error(`${peer} loaded ${loads} of ${reads} times`);
        if (got.length !== 64 || !got[63]) throw new Error(`${peer} answered ${got.length}`);
        return got;
      },
    });
  }
  return contestants;
}
