import { startFaultProxy, type RedisServer } from '@unite/stack';
import { type Redis } from 'ioredis';
import { inspect } from 'node:util';
import { stampOfRun } from '../../src/shared-store.ts';
import { redisStore } from '../../src/redis/index.ts';
import { connect, harness, ownRedis, ready } from './own-redis.ts';

const { wait } = harness;
const batch = { keys: [], tags: [], expire: [], origin: 'A', stamp: 'new' };
const lease = { key: 'k', stamps: ['s'], token: 'a', leaseMs: 10_000, isRefresh: false };
const k = { key: 'k', tags: ['t'] };
const nothing = { payload: undefined, leftMs: 0, stamps: ['s'] };
const unavailable = { code: 'CACHE_UNAVAILABLE' };

let server: RedisServer;
let redis: Redis;
beforeEach(async () => {
  server = await ownRedis();
  redis = connect(server.url);
  await ready(redis);
});
afterEach(async () => {
  redis.disconnect();
  await server.close();
});

/** A store that has `|body` under k, stamped. */
async function filled(options = {}) {
  const store = redisStore(redis, options);
  await store.stamp(['t'], 's');
  await store.lease(lease);
  await store.fill('k', 'a', 's|body', 60_000);
  return store;
}

describe('a server that lost everything', () => {
  it('has no value, no stamp and another log', async () => {
    await using store = await filled();
    const position = await store.head('root', 'A', 's');
    expect(await store.read(k)).toMatchObject({ payload: 's|body', stamps: ['s'] });
    expect(await store.follow(position, 1)).toMatchObject({ anchor: 'present', entries: [] });
    await redis.flushall();
    expect(await store.read(k)).toEqual({ ...nothing, stamps: [undefined] });
    expect(await store.follow(position, 1)).toMatchObject({ anchor: 'lost', entries: [] });
    await store.head('root', 'A', 'other');
    expect(await store.follow(position, 1)).toMatchObject({ anchor: 'trimmed', entries: [] });
  });

  it('during a load refuses what was loaded', async () => {
    await using store = redisStore(redis);
    await store.lease(lease);
    await redis.flushall();
    expect(await store.fill('k', 'a', 's|body', 60_000)).toBe(false);
  });

  it('gives another stamp to a tag whose stamp was evicted', async () => {
    await using store = await filled();
    await redis.del('{cache}:s:t');
    expect(await store.stamp(['t'], 'other')).toEqual(['other']);
    expect((await store.read(k)).stamps).toEqual(['other']);
  });
});

describe('a server that is away', () => {
  it('is not waited for, although the connection has an offline queue', async () => {
    await using store = await filled();
    await server.crash();
    await wait(50);
    await expect(store.read(k)).rejects.toMatchObject(unavailable);
    await expect(store.invalidate(batch)).rejects.toThrow(/status is "(reconnecting|connecting)"/);
    await server.restart();
    await ready(redis);
    expect((await store.read(k)).payload).toBeUndefined();
    expect(await store.lease(lease)).toEqual({ holder: 'a' });
  });

  it('ends the wait for the log, and is followed again when it is back', async () => {
    await using store = redisStore(redis);
    const position = await store.head('root', 'A', 's');
    const page = store.follow(position, 60_000);
    const rejected = expect(page).rejects.toMatchObject(unavailable);
    await wait(50);
    await server.crash();
    await rejected;
    await expect(store.follow(position, 10)).rejects.toThrow(/ECONNREFUSED/);
    await server.restart();
    expect(await store.follow(position, 10)).toMatchObject({ anchor: 'lost', entries: [] });
  });

  it('is connected to by a lazy connection that was asked', async () => {
    const lazy = connect(server.url, { lazyConnect: true });
    await using store = redisStore(lazy);
    await expect(store.read(k)).rejects.toMatchObject(unavailable);
    await ready(lazy);
    expect(await store.read(k)).toEqual({ ...nothing, stamps: [undefined] });
    lazy.disconnect();
  });
});

describe('a connection that is open while nothing comes through', () => {
  it('counts as dead when the log is followed, until another one answers', async () => {
    await using proxy = await startFaultProxy({
      target: { port: Number(new URL(server.url).port) },
    });
    const far = connect(proxy.through(server.url));
    await ready(far);
    await using store = redisStore(far, { followMarginMs: 150 });
    const position = await store.head('root', 'A', 's');
    expect(await store.follow(position, 50)).toMatchObject({ anchor: 'present', entries: [] });
    await proxy.set('blackhole');
    await expect(store.follow(position, 50)).rejects.toThrow(/no answer within 200 ms/);
    await expect(store.follow(position, 50)).rejects.toThrow(/no answer within 200 ms/);
    await using near = redisStore(redis);
    const entry = await near.invalidate({ ...batch, keys: ['k'] });
    await proxy.set('pass');
    expect(await store.follow(position, 5000)).toMatchObject({
      anchor: 'present',
      entries: [{ ...entry, origin: 'A', keys: ['k'], tags: [], patterns: [] }],
    });
    far.disconnect();
  });
});

describe('what others left under our keys', () => {
  it.each([
    ['a list', () => redis.rpush('cache:v:{k}', 'x')],
    ['a hash', () => redis.hset('cache:v:{k}', 'x', '1')],
    ['another text', () => redis.set('cache:v:{k}', 'x'.repeat(50))],
    ['an empty text', () => redis.set('cache:v:{k}', '')],
    ['a number', () => redis.set('cache:v:{k}', '42')],
  ])('is no payload when it is %s, and gives way to one', async (_, leave) => {
    await using store = await filled();
    await redis.del('cache:v:{k}');
    await leave();
    expect(await store.read(k)).toEqual(nothing);
    expect(await store.readMany([k])).toEqual([nothing]);
    await store.invalidate({ ...batch, expire: [{ key: 'k', graceMs: 1000 }] });
    await leave();
    expect(await store.lease(lease)).toEqual({ holder: 'a' });
    expect(await store.fill('k', 'a', 's|body', 1000)).toBe(true);
  });

  it('is no stamp when it is a hash, and gives way to one', async () => {
    await using store = redisStore(redis);
    await redis.hset('{cache}:s:t', 'x', '1');
    expect((await store.read(k)).stamps).toEqual([undefined]);
    expect(await store.stamp(['t'], 's')).toEqual(['s']);
    expect((await store.read(k)).stamps).toEqual(['s']);
  });

  it.each([
    ['fields', ['x', '1']],
    ['names', ['o', 'B', 's', 'x', 'n', '{']],
    ['kinds of names', ['o', 'B', 's', 'x', 'n', '[[1],[]]']],
  ])('makes the log unreadable when an entry has other %s', async (_, fields) => {
    await using store = redisStore(redis);
    const position = await store.head('root', 'A', 's');
    await redis.xadd('{cache}:log', '*', ...fields);
    expect(await store.follow(position, 1000)).toMatchObject({ anchor: 'lost', entries: [] });
    const head = await store.head('root', 'A', 'next');
    expect(head.stamp).toBe(fields.includes('s') ? 'x' : 'next');
    expect(await store.follow(head, 1)).toMatchObject({ anchor: 'present', entries: [] });
  });
});

describe('the log', () => {
  it('has no anchor behind what was trimmed away', async () => {
    await using store = redisStore(redis, { maxLogEntries: 100 });
    const first = await store.head('root', 'A', 's');
    let last = first;
    for (let n = 0; n < 400; n += 1) last = await store.invalidate(batch);
    expect(await redis.xlen('{cache}:log')).toBeLessThan(400);
    expect(await store.follow(first, 1)).toMatchObject({ anchor: 'trimmed', entries: [] });
    expect(await store.follow(last, 1)).toMatchObject({ anchor: 'present', entries: [] });
  });
});

describe('a server that forgot the scripts', () => {
  it('is told them again, and the order of an invalidation is kept', async () => {
    await using store = await filled();
    const position = await store.head('root', 'A', 's');
    await redis.script('FLUSH');
    expect(await store.lease(lease)).toMatchObject({ payload: 's|body' });
    await redis.script('FLUSH');
    const page = store.follow(position, 5000);
    const write = { key: 'w', token: 'w', payload: '|set', ttlMs: 60_000 };
    await store.lease({ ...lease, key: 'w', token: 'w' });
    const expire = [{ key: 'k', graceMs: 100 }];
    const done = store.invalidate({ ...batch, tags: ['t'], expire, write });
    expect((await page).entries).toHaveLength(1);
    const [made, written] = await store.readMany([k, { key: 'w', tags: ['t'] }]);
    expect(made?.leftMs).toBeLessThanOrEqual(100);
    const { id } = await done;
    expect(written).toMatchObject({ payload: '|set', stamps: [stampOfRun('new', id)] });
  });
});

describe('an invalidation that replicas must have', () => {
  it('is not confirmed without them', async () => {
    await using store = redisStore(redis, { replicas: 1, replicaTimeoutMs: 20 });
    await expect(store.invalidate(batch)).rejects.toThrow(/0 of 1 replicas/);
    await using careless = redisStore(redis);
    expect(await careless.invalidate(batch)).toMatchObject({ stamp: 'new' });
  });
});

describe('an error of Redis', () => {
  it('tells what Redis said and nothing of the values', async () => {
    await redis.acl('SETUSER', 'reader', 'on', '>secret', '~*', '+@all', '-@scripting');
    const reader = connect(server.url, { username: 'reader', password: 'secret' });
    await ready(reader);
    await using store = redisStore(reader);
    const error: unknown = await store.fill('k', 'a', 's|ada@example.org', 1000).catch((e) => e);
    expect(error).toMatchObject(unavailable);
    expect(inspect(error, { depth: 9 })).toMatch(/NOPERM/);
    expect(inspect(error, { depth: 9 })).not.toMatch(/ada@example/);
    const raw: unknown = await reader.eval('return 1', 0, 'ada@example.org').catch((e) => e);
    expect(inspect(raw)).toMatch(/ada@example/);
    reader.disconnect();
  });
});
