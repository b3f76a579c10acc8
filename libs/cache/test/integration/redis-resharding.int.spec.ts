import { startRedisCluster, type RedisCluster, type RedisNode } from '@unite/stack';
import { Cluster } from 'ioredis';
import { createCache, jsonCodec, type CacheEvent } from '../../src/index.ts';
import { redisStore } from '../../src/redis/index.ts';
import type { SharedStore } from '../../src/shared-store.ts';
import { connect, harness, ready } from './own-redis.ts';

const { wait } = harness;
const maxStalenessMs = 2000; // the default
const ids = ['1', '2', '3'];

let servers: RedisCluster;
beforeEach(async () => {
  const started = await startRedisCluster({ env: { PATH: process.env.PATH } });
  if (started.missing) throw new Error(started.missing.why);
  servers = started;
}, 30_000);
afterEach(() => servers.close());

async function connectCluster(): Promise<Cluster> {
  const [{ url, port }] = servers.nodes;
  const { password } = new URL(url);
  const cluster = new Cluster([{ host: '127.0.0.1', port }], { redisOptions: { password } });
  await ready(cluster.on('error', () => undefined));
  return cluster;
}

/** A version of a value that was true from then on, or that everybody has to know since. */
interface Version {
  readonly id: string;
  readonly version: number;
  readonly atMs: number;
}

/** A process that reads all values again and again. */
function startReader(shared: SharedStore, versions: ReadonlyMap<string, number>) {
  const events: CacheEvent[] = [];
  const cache = createCache({ shared, onEvent: (event) => void events.push(event) });
  const options = { key: 'all:{id}', codec: jsonCodec<number>(), ttlMs: 600_000 } as const; // a template
  const kept = cache.namespace('kept', { ...options, tags: ({ id }) => [`id-${id}`] });
  // Memory has no room for any.
  const passed = cache.namespace('passed', { ...options, maxEntryBytes: 1 });
  const load = (id: string) => async () => versions.get(id) ?? 0;
  const seen: Version[] = [];
  let isOver = false;

  async function goOn(id: string): Promise<void> {
    while (!isOver) {
      const atMs = performance.now();
      const both = await Promise.all([kept.get({ id }, load(id)), passed.get({ id }, load(id))]);
      seen.push({ id, version: Math.min(...both), atMs });
      await wait(2);
    }
  }

  const reading = cache.ready().then(() => Promise.all(ids.map(goOn)));
  return {
    cache,
    events,
    seen,
    invalidate: (id: string) =>
      cache.invalidate(cache.names.tags(`id-${id}`), passed.names.key({ id })),
    /** How many reads began `afterMs` behind one of `ends` or later, and answered what was older. */
    violations: (ends: readonly Version[], afterMs: number) =>
      seen.filter((read) =>
        ends.some(
          ({ id, version, atMs }) =>
            id === read.id && version > read.version && atMs + afterMs < read.atMs,
        ),
      ).length,
    /** Settles when each read has answered; rejects when one did. */
    async end() {
      isOver = true;
      await reading;
      await cache.close();
    },
  };
}

/** Changes and invalidates one value after the other. */
function startWriter(
  { cache, invalidate }: ReturnType<typeof startReader>,
  versions: Map<string, number>,
) {
  const returned: Version[] = [];
  const confirmed: Version[] = [];
  let isOver = false;

  async function goOn(): Promise<void> {
    await cache.ready();
    for (let n = 0; !isOver; n += 1) {
      const id = ids[n % ids.length] ?? '';
      const version = (versions.get(id) ?? 0) + 1;
      versions.set(id, version);
      const { isConfirmed } = await invalidate(id);
      const end = { id, version, atMs: performance.now() };
      returned.push(end);
      if (isConfirmed) confirmed.push(end);
      await wait(40);
    }
  }

  const writing = goOn();
  return {
    returned,
    confirmed,
    /** Settles when all is confirmed. */
    async end() {
      isOver = true;
      await writing;
      while (cache.health().pending > 0) await wait(10);
      const atMs = performance.now();
      confirmed.push(...[...versions].map(([id, version]) => ({ id, version, atMs })));
    },
  };
}

/** Moves a slot to the next master as `redis-cli --cluster reshard` does, but slowly. @returns how many keys */
async function moveSlot(slot: number): Promise<number> {
  const masters = servers.nodes.map((node) => ({ ...node, redis: connect(node.url) }));
  const at = Math.min(2, Math.floor((slot * 3) / 16_384));
  const [from, to] = [masters[at], masters[(at + 1) % 3]];
  if (!from || !to) throw new Error('there are three');
  const [fromId, toId] = [await from.redis.cluster('MYID'), await to.redis.cluster('MYID')];
  await to.redis.cluster('SETSLOT', slot, 'IMPORTING', fromId);
  await from.redis.cluster('SETSLOT', slot, 'MIGRATING', toId);
  await wait(400); // what has two keys there and lacks one is told to try again
  const moved = await moveKeys(slot, from, to);
  await wait(400);
  const others = masters.filter((master) => master !== to);
  for (const { redis } of [to, ...others]) await redis.cluster('SETSLOT', slot, 'NODE', toId);
  for (const { redis } of masters) redis.disconnect();
  return moved;
}

type Master = RedisNode & { readonly redis: ReturnType<typeof connect> };

async function moveKeys(slot: number, { redis }: Master, { url, port }: Master): Promise<number> {
  const { password } = new URL(url);
  for (let moved = 0; ; moved += 1) {
    const [key] = await redis.cluster('GETKEYSINSLOT', slot, 1);
    if (key === undefined) return moved;
    const address = ['127.0.0.1', String(port), '', '0', '1000', 'AUTH', password];
    await redis.call('MIGRATE', ...address, 'KEYS', String(key));
    await wait(200);
  }
}

const redirections = ['ASK', 'MOVED', 'TRYAGAIN'];

/** Which of them the servers have answered. */
async function answered(): Promise<readonly string[]> {
  const infos = servers.nodes.map(async ({ url }) => {
    const redis = connect(url);
    return redis.info('errorstats').finally(() => redis.disconnect());
  });
  const all = (await Promise.all(infos)).join('');
  return redirections.filter((kind) => all.includes(`errorstat_${kind}:`));
}

describe.each([
  ['a value', 'cache:v:{passed:all:1}', 1],
  ['the log and the stamps', '{cache}:log', 5],
])('a slot that moves to another server with %s', (_, key, fewest) => {
  it('loses no invalidation and no load', async () => {
    const versions = new Map<string, number>();
    const clusters = await Promise.all([connectCluster(), connectCluster(), connectCluster()]);
    const [own, others, deafs] = clusters;
    const here = startReader(redisStore(own), versions);
    const there = startReader(redisStore(others), versions);
    // The control hears nothing of invalidations.
    const silence = { anchor: 'present', entries: [], serverMs: 0 } as const; // 'present' is a literal
    const follow = async () => wait(100).then(() => silence);
    const control = startReader({ ...redisStore(deafs), follow }, versions);
    const readers = [here, there, control];
    const writer = startWriter(here, versions);
    await wait(1000);
    expect(await answered()).toEqual([]);
    const before = there.seen.length;
    const moved = await moveSlot(await own.cluster('KEYSLOT', key));
    expect(moved).toBeGreaterThanOrEqual(fewest);
    expect(await answered()).toEqual(redirections);
    expect(there.seen.length - before).toBeGreaterThan(50);
    await wait(500);
    await writer.end();
    await wait(maxStalenessMs + 500);
    for (const reader of readers) await reader.end();
    for (const cluster of clusters) cluster.disconnect();

    expect(writer.returned.length).toBeGreaterThan(20);
    expect(here.violations(writer.returned, 0)).toBe(0);
    expect(there.violations(writer.confirmed, maxStalenessMs)).toBe(0);
    expect(control.violations(writer.confirmed, maxStalenessMs)).toBeGreaterThan(0);
    // Memory was served all the time: the log was followed to where it went.
    for (const { events } of [here, there]) {
      expect(events.filter(({ kind }) => kind === 'stream-failed')).toEqual([]);
      expect(events.filter(({ kind }) => kind === 'stream-begun')).toHaveLength(1);
    }
  }, 60_000);
});
