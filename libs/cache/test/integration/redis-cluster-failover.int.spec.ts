import { startRedisCluster, type RedisCluster } from '@unite/stack';
import { Cluster } from 'ioredis';
import { createCache, jsonCodec } from '../../src/index.ts';
import { redisStore } from '../../src/redis/index.ts';
import { connect, harness, ready } from './own-redis.ts';

const name = 'failover';
let servers: RedisCluster;
let closing: (() => unknown)[] = [];

beforeAll(async () => {
  const started = await startRedisCluster({ env: { PATH: process.env.PATH } });
  if (started.missing) throw new Error(started.missing.why);
  servers = started;
}, 30_000);
afterAll(() => servers.close());
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});

function connectCluster(): Cluster {
  const [{ url, port }] = servers.nodes;
  const { password } = new URL(url);
  const cluster = new Cluster([{ host: '127.0.0.1', port }], { redisOptions: { password } });
  closing.push(() => cluster.disconnect());
  return cluster.on('error', () => undefined);
}

function connectNode(url: string) {
  const redis = connect(url);
  closing.push(() => redis.disconnect());
  return redis;
}

/** What one process has. */
function open(cluster: Cluster) {
  const cache = createCache({ shared: redisStore(cluster, { name }) });
  closing.push(() => cache.close());
  return { cache, items: cache.namespace('items', { key: '{id}', codec: jsonCodec<string>() }) };
}

/** Three whose values are on the second server, where the log is not. */
async function findKeys(cluster: Cluster) {
  const isSecond = async (key: string) => {
    const slot = await cluster.cluster('KEYSLOT', key);
    return Math.min(2, Math.floor((slot * 3) / 16_384)) === 1;
  };
  expect(await isSecond(`{${name}}:log`)).toBe(false);
  const found: number[] = [];
  for (let id = 0; found.length < 3; id += 1)
    if (await isSecond(`${name}:v:{items:${id}}`)) found.push(id);
  const [deleted = 0, written = 0, left = 0] = found;
  return { deleted, written, left };
}

async function until(look: () => Promise<boolean | undefined>): Promise<void> {
  for (let n = 0; !(await look()); n += 1) {
    if (n > 200) throw new Error('it did not come');
    await harness.wait(50);
  }
}

describe('a server of a cluster that fails over', () => {
  it('brings back no value of a key that was ended, though it had not heard of that', async () => {
    const [, master] = servers.nodes;
    const replica = await servers.addReplica(master);
    const [old, next] = [connectNode(master.url), connectNode(replica.url)];
    const clusters = [connectCluster(), connectCluster()] as const; // one for each process
    await Promise.all(clusters.map(ready));
    const [here, elsewhere] = [open(clusters[0]), open(clusters[1])];
    await Promise.all([here.cache.ready(), elsewhere.cache.ready()]);
    const { deleted, written, left } = await findKeys(clusters[0]);
    for (const id of [deleted, written, left]) await here.items.get({ id }, async () => 'old');
    await until(async () => (await old.dbsize()) === (await next.dbsize()));

    // It hears of nothing from here on.
    await old.acl('SETUSER', 'default', '-psync', '-sync', '-replconf');
    await old.call('client', 'kill', 'type', 'replica');
    expect(await here.items.delete({ id: deleted })).toMatchObject({ isConfirmed: true });
    expect(await here.items.set({ id: written }, 'set')).toMatchObject({ isConfirmed: true });
    await master.crash();
    await next.cluster('FAILOVER', 'TAKEOVER');
    const held = (id: number) => clusters[1].get(`${name}:v:{items:${id}}`).catch(() => undefined);
    await until(async () => (await held(left))?.includes('old'));
    for (const id of [deleted, written]) expect(await held(id)).toContain('old');

    const read = (id: number) => elsewhere.items.read({ id }, async () => 'new');
    expect(await read(deleted)).toMatchObject({ value: 'new', layer: 'loader' });
    expect(await read(written)).toMatchObject({ value: 'new', layer: 'loader' });
    expect(await read(left)).toMatchObject({ value: 'old', layer: 'shared' });
  }, 30_000);
});
