import { setTimeout as delay } from 'node:timers/promises';

import { Redis } from 'ioredis';

/**
 * What a cache should do, with the peers that have no such feature, and how it is observed. `seen` says what was seen
 * for people.
 *
 * @type {readonly { name: string, title: string, lacking?: readonly string[], run: (bench: object) => Promise<{ isRight: boolean, seen: string }> }[]}
 */
export const probes = [
  {
    name: 'stale-fill-here',
    title: 'a load that began before an invalidation fills nothing',
    async run({ open, id }) {
      const [here, another] = [await open(), await open()];
      await overtakenLoad(here, here, id('a'), (cache, key) => cache.delete(key));
      return expectValue('new', [here, another], id('a'));
    },
  },
  {
    name: 'stale-fill-elsewhere',
    title: '... nor does it when another invalidates',
    async run({ open, id }) {
      const [here, another] = [await open(), await open()];
      await overtakenLoad(here, another, id('a'), (cache, key) => cache.delete(key));
      await delay(bound);
      return expectValue('new', [here, another], id('a'));
    },
  },
  {
    name: 'stale-fill-tag',
    title: '... nor when a tag is invalidated',
    lacking: ['cache-manager', 'layered-loader'],
    async run({ open, id }) {
      const tags = [id('tag')];
      const [here, another] = [await open({ tags }), await open({ tags })];
      await overtakenLoad(here, here, id('a'), (cache) => cache.deleteTag(tags[0]));
      return expectValue('new', [here, another], id('a'));
    },
  },
  {
    name: 'other-process',
    title: 'another stops serving what was invalidated within 100 ms',
    lacking: ['async-cache-dedupe'],
    async run({ open, id }) {
      const [here, another] = [await open(), await open()];
      await warm([here, another], id('a'));
      await delay(200);
      await here.delete(here.key(id('a')));
      await delay(100);
      return expectValue('new', [another], id('a'));
    },
  },
  {
    name: 'lost-message',
    title: '... and within 5 s when the message about it was lost',
    lacking: ['async-cache-dedupe'],
    async run({ open, id, startProxy, url }) {
      const proxy = await startProxy();
      const here = await open();
      const another = await open({ busUrl: proxy.through(url) });
      await warm([here, another], id('a'));
      await delay(200);
      await proxy.set('refuse');
      await cut(proxy);
      await delay(300);
      await here.delete(here.key(id('a')));
      await delay(300);
      await expectUntold(another, id('a'));
      await proxy.set('pass');
      await delay(bound);
      return expectValue('new', [another], id('a'));
    },
  },
  {
    name: 'half-open',
    title: '... and when the connection for messages is half-open',
    lacking: ['async-cache-dedupe'],
    async run({ open, id, startProxy, url }) {
      const proxy = await startProxy();
      const here = await open();
      const another = await open({ busUrl: proxy.through(url) });
      await warm([here, another], id('a'));
      await delay(200);
      await proxy.set('blackhole');
      await here.delete(here.key(id('a')));
      await expectUntold(another, id('a'));
      await delay(bound);
      return expectValue('new', [another], id('a'));
    },
  },
  {
    name: 'outage',
    title: 'an invalidation while Redis is away holds once it is back',
    async run({ open, id, startProxy, url }) {
      const proxy = await startProxy();
      const here = await open({ url: proxy.through(url) });
      const another = await open();
      await warm([here, another], id('a'));
      await proxy.set('refuse');
      await cut(proxy);
      await delay(200);
      await within(3000, here.delete(here.key(id('a')))).catch(() => undefined);
      await proxy.set('pass');
      await delay(bound);
      return expectValue('new', [here, another], id('a'));
    },
  },
  {
    name: 'refused',
    title: 'a miss is loaded within 1 s while Redis refuses connections',
    async run({ open, id, startProxy, url }) {
      const proxy = await startProxy();
      const here = await open({ url: proxy.through(url) });
      await warm([here], id('a'));
      await proxy.set('refuse');
      await cut(proxy);
      await delay(200);
      return loadedWithin(1000, here, id('b'));
    },
  },
  {
    name: 'blackhole',
    title: '... and while Redis does not answer',
    async run({ open, id, startProxy, url }) {
      const proxy = await startProxy();
      const here = await open({ url: proxy.through(url) });
      await warm([here], id('a'));
      await proxy.set('blackhole');
      return loadedWithin(1000, here, id('b'));
    },
  },
  {
    name: 'disconnect',
    title: 'the process outlives the loss of all connections, and caches again',
    async run({ open, id, startProxy, url }) {
      const proxy = await startProxy();
      const through = proxy.through(url);
      const here = await open({ url: through, busUrl: through });
      await warm([here], id('a'));
      await cut(proxy);
      await proxy.set('pass');
      await delay(2000);
      const loads = await countLoads(here, id('b'), 2);
      return { isRight: loads === 1, seen: `${loads} loads for 2 reads` };
    },
  },
  {
    name: 'single-flight',
    title: '100 readers of a new value cause one load',
    async run({ open, id }) {
      const here = await open();
      const load = counting(async () => (await delay(50), 'value'));
      const key = here.key(id('a'));
      await Promise.all(Array.from({ length: 100 }, () => here.get(key, load)));
      return { isRight: load.calls === 1, seen: `${load.calls} loads` };
    },
  },
  {
    name: 'single-flight-across',
    title: '... and one load when two processes read it',
    async run({ open, id }) {
      const both = [await open(), await open()];
      const load = counting(async () => (await delay(200), 'value'));
      await Promise.all(both.map((cache) => cache.get(cache.key(id('a')), load)));
      return { isRight: load.calls === 1, seen: `${load.calls} loads` };
    },
  },
  {
    name: 'failing-loader',
    title: '20 readers of a failing loader cause one call of it',
    async run({ open, id }) {
      const here = await open();
      const load = counting(async () => {
        await delay(50);
        throw new Error('the source failed');
      });
      const key = here.key(id('a'));
      const reads = Array.from({ length: 20 }, async () => here.get(key, load));
      const rejected = (await Promise.allSettled(reads)).filter(
        ({ status }) => status === 'rejected',
      ).length;
      return {
        isRight: load.calls === 1 && rejected === 20,
        seen: `${load.calls} calls, ${rejected} of 20 rejected`,
      };
    },
  },
  {
    name: 'falsy',
    title: '0, an empty text, false and null are kept in memory and in Redis',
    async run({ open, id }) {
      const values = [0, '', false, null];
      const loads = values.map((value) => counting(async () => value));
      const wrong = [];
      const read = async (cache, n) => {
        const got = await cache.get(cache.key(id(n)), loads[n]);
        if (got !== values[n])
          wrong.push(`${JSON.stringify(values[n])} became ${JSON.stringify(got)}`);
      };
      const here = await open();
      for (const n of [...values.keys(), ...values.keys()]) await read(here, n);
      await delay(100);
      // Only now, so that it has nothing but what Redis has.
      const another = await open();
      for (const n of values.keys()) await read(another, n);
      for (const [n, { calls }] of loads.entries())
        if (calls !== 1) wrong.push(`${JSON.stringify(values[n])} was loaded ${calls} times`);
      return { isRight: wrong.length === 0, seen: wrong.join('; ') };
    },
  },
  {
    name: 'safe-value',
    title: 'what one caller does to a value no other sees',
    async run({ open, id }) {
      const here = await open();
      const load = async () => ({ list: ['own'] });
      const key = here.key(id('a'));
      for (let reader = 0; reader < 2; reader += 1) {
        const value = await here.get(key, load);
        try {
          value.list.push('foreign');
        } catch {
          // Frozen, which is one way.
        }
      }
      const { list } = await here.get(key, load);
      return { isRight: list.length === 1, seen: `the list is ${JSON.stringify(list)}` };
    },
  },
  {
    name: 'promoted-ttl',
    title: 'a value taken from Redis into memory gets no second life',
    lacking: ['async-cache-dedupe'],
    async run({ open, id }) {
      const ttlMs = 2000;
      const [here, another] = [await open({ ttlMs }), await open({ ttlMs })];
      const load = counting(async () => 'value');
      await here.get(here.key(id('a')), load);
      await delay(1200);
      await another.get(another.key(id('a')), load);
      const before = load.calls;
      await delay(1200);
      await another.get(another.key(id('a')), load);
      return {
        isRight: before === 1 && load.calls === 2,
        seen: `${before} loads at 1.2 s, ${load.calls} at 2.4 s of 2 s`,
      };
    },
  },
  {
    name: 'damaged',
    title: 'damaged data in Redis is loaded anew',
    async run({ open, id, url }) {
      const here = await open();
      await here.get(here.key(id('a')), async () => 'old');
      await delay(100);
      const redis = new Redis(url);
      let damaged = 0;
      for (const name of await redis.keys(`*${id('a')}*`)) {
        if ((await redis.type(name)) !== 'string') continue;
        await redis.set(name, '{"dam');
        damaged += 1;
      }
      redis.disconnect();
      if (damaged === 0) throw new Error('found nothing to damage');
      const another = await open();
      return expectValue('new', [another], id('a'));
    },
  },
  {
    name: 'flushed',
    title: 'what was invalidated stays gone when Redis then loses all its data',
    async run({ open, id, url }) {
      const [here, another] = [await open(), await open()];
      const loading = Promise.withResolvers();
      const key = here.key(id('a'));
      const old = here.get(key, () => loading.promise);
      await delay(100);
      await another.delete(another.key(id('a')));
      const redis = new Redis(url);
      // As FLUSHALL would, without taking the other probes' data along.
      const names = await redis.keys(`*${id('').slice(0, -1)}*`);
      if (names.length > 0) await redis.del(names);
      redis.disconnect();
      loading.resolve('old');
      await old;
      await delay(bound);
      return expectValue('new', [here, another], id('a'));
    },
  },
  {
    name: 'stuck-loader',
    title: 'a loader that never ends is given up at the time that was set',
    lacking: ['cacheable', 'cache-manager', 'layered-loader', 'async-cache-dedupe'],
    async run({ open, id }) {
      const here = await open({ hardTimeoutMs: 1000 });
      const outcome = await Promise.race([
        here
          .get(here.key(id('a')), () => new Promise(() => undefined))
          .then(
            () => 'answered',
            () => 'rejected',
          ),
        delay(3000, 'still waiting'),
      ]);
      return { isRight: outcome === 'rejected', seen: outcome };
    },
  },
];

/** Milliseconds after which nothing that was invalidated may be served, whatever failed. */
const bound = 5000;

/** Begins a load that reads `old`, invalidates before it ends, and lets it end. */
async function overtakenLoad(loading, invalidating, id, invalidate) {
  const { promise, resolve } = Promise.withResolvers();
  const read = loading.get(loading.key(id), () => promise);
  await delay(100);
  await invalidate(invalidating, invalidating.key(id));
  resolve('old');
  await read;
  await delay(100);
}

/** Whether all of `caches`, asked now, answer what the source has now. */
async function expectValue(value, caches, id) {
  const got = [];
  for (const cache of caches)
    got.push(
      await within(
        3000,
        cache.get(cache.key(id), async () => value),
      ),
    );
  return { isRight: got.every((one) => one === value), seen: `answered ${got.join(', ')}` };
}

/**
 * The control: `cache` has the old value in memory and was not told of its end.
 *
 * @throws {Untelling} when it serves another one already
 */
async function expectUntold(cache, id) {
  const got = await within(
    3000,
    cache.get(cache.key(id), async () => 'new'),
  );
  if (got !== 'old') throw new Untelling(`answered ${got} although the message was lost`);
}

/** What was to be observed did not come about, so that the probe tells nothing. */
export class Untelling extends Error {}

/** Has the value in the memory of all of `caches`; twice, as the news of the first load may take it away again. */
async function warm(caches, id) {
  for (let round = 0; round < 2; round += 1) {
    for (const cache of caches) {
      const got = await cache.get(cache.key(id), async () => 'old');
      if (got !== 'old') throw new Error(`answered ${got} at the beginning`);
    }
    await delay(300);
  }
}

async function loadedWithin(ms, cache, id) {
  const beganAt = performance.now();
  const got = await within(
    3000,
    cache.get(cache.key(id), async () => 'new'),
  );
  const tookMs = performance.now() - beganAt;
  return { isRight: got === 'new' && tookMs <= ms, seen: `${got} after ${tookMs.toFixed(0)} ms` };
}

async function countLoads(cache, id, reads) {
  const load = counting(async () => 'value');
  for (let n = 0; n < reads; n += 1) await within(3000, cache.get(cache.key(id), load));
  return load.calls;
}

/** Ends all connections through `proxy` at once, whatever becomes of new ones. */
async function cut(proxy) {
  const { mode } = proxy;
  await proxy.set('reset');
  await proxy.set(mode);
}

function counting(load) {
  const counted = () => {
    counted.calls += 1;
    return load();
  };
  counted.calls = 0;
  return counted;
}

async function within(ms, promise) {
  return Promise.race([
    promise,
    delay(ms).then(() => {
      throw new Error(`no answer within ${ms} ms`);
    }),
  ]);
}
