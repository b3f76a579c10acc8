// What an invalidation costs: of a tag that one value carries and of one that 100,000 carry, and how long it takes until
// another process no longer serves what was invalidated.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { circumstances, publish, table } from '../readme-section.mjs';
import { figure, ratios } from '../slices.mjs';
import { openPeer, openRedis, titleOf } from './peers.mjs';

const [tagged, rounds, messages] = [100_000, 3, 300];
await using redis = await openRedis();
const tags = await measureTags();
const reached = [];
for (const peer of ['unite', 'layered-loader', 'bentocache', 'cacheable'])
  reached.push([titleOf(peer), ...(await measureReach(peer))]);
await publish({
  readme: new URL('../../../libs/cache/README.md', import.meta.url),
  name: 'bench:invalidation',
  text: [
    table([
      ['until another process stops serving the value, ms', 'median', '99 of 100', 'longest'],
      ...reached,
    ]),
    '',
    `From the call until a process that reads without a pause gets another value, ${messages} times; the aim is less than 20 ms for 99 of 100. Invalidating a tag of ${tagged.toLocaleString('en')} values takes ${figure(ratios(tags.large, tags.small), 2)} of the time that a tag of one value takes (aim 1.2): ${figure(tags.large, 0)} and ${figure(tags.small, 0)} µs. ${circumstances({ redisVersion: redis.version })}.`,
  ].join('\n'),
});
process.exit(0);

async function measureTags() {
  const times = { small: [], large: [] };
  for (let round = 0; round < rounds; round += 1) {
    const open = (size) =>
      openPeer('unite', {
        ...{ url: redis.url, name: `tags-${size}-${round}`, tags: [`tag-${size}`] },
        maxEntries: tagged,
      });
    const [small, large] = [await open('small'), await open('large')];
    await fill(small, 1);
    await fill(large, tagged);
    // Each end of a generation is followed by others, so that there is more than one sample; the values stay in Redis.
    const samples = { small: [], large: [] };
    for (let n = 0; n < 30; n += 1) {
      samples.small.push(await micros(() => small.deleteTag('tag-small')));
      samples.large.push(await micros(() => large.deleteTag('tag-large')));
    }
    let loads = 0;
    await large.get(large.key('77'), async () => (loads += 1));
    if (loads !== 1) throw new Error('a value outlived its tag');
    for (const size of ['small', 'large']) times[size].push(...samples[size]);
    await Promise.all([small.close(), large.close()]);
  }
  return times;
}

async function fill(cache, count) {
  for (let from = 0; from < count; from += 500) {
    const keys = Array.from({ length: Math.min(500, count - from) }, (_, n) =>
      cache.key(String(from + n)),
    );
    await cache.getMany(keys, async (some) => some.map(() => 'value'));
  }
}

async function micros(run) {
  const beganAt = performance.now();
  const { isConfirmed } = await run();
  if (!isConfirmed) throw new Error('an invalidation was not confirmed');
  return (performance.now() - beganAt) * 1000;
}

async function measureReach(peer) {
  const options = { url: redis.url, name: `reach-${peer}` };
  const here = await openPeer(peer, options);
  const reader = fork(fileURLToPath(new URL('reader.mjs', import.meta.url)), [], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { PATH: process.env.PATH, UNITE_BENCH: JSON.stringify({ peer, options }) },
  });
  const next = async () => (await once(reader, 'message'))[0];
  await next();
  const times = [];
  for (let n = 0; n < messages; n += 1) {
    reader.send({ id: `value-${n}` });
    await next();
    const beganAt = process.hrtime.bigint();
    const [{ changedAt }] = await Promise.all([next(), here.delete(here.key(`value-${n}`))]);
    times.push(Number(BigInt(changedAt) - beganAt) / 1e6);
  }
  reader.kill();
  const sorted = times.toSorted((a, b) => a - b);
  return [0.5, 0.99, 1].map((share) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(2),
  );
}
