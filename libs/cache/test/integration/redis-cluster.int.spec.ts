import { startRedisCluster, type RedisCluster } from '@unite/stack';
import { Cluster, type ClusterOptions } from 'ioredis';
import { redisStore } from '../../src/redis/index.ts';
import { sharedStoreContract } from '../../src/testing/shared-store-contract.ts';
import { harness, ready } from './own-redis.ts';

let servers: RedisCluster;
let made = 0; // no two stores share a name

beforeAll(async () => {
  const started = await startRedisCluster({ env: { PATH: process.env.PATH } });
  if (started.missing) throw new Error(started.missing.why);
  servers = started;
}, 30_000);
afterAll(() => servers.close());

function connect(options: ClusterOptions = {}): Cluster {
  const [{ url, port }] = servers.nodes;
  const { password } = new URL(url);
  const cluster = new Cluster([{ host: '127.0.0.1', port }], {
    ...options,
    redisOptions: { password },
  });
  return cluster.on('error', () => undefined);
}

const ways: Record<string, ClusterOptions> = {
  'a cluster': {},
  'a cluster with a key prefix': { keyPrefix: 'crm:' },
  'a cluster with automatic pipelines': { enableAutoPipelining: true },
};

describe.each(Object.entries(ways))('%s', (_, options) => {
  let pair: readonly [Cluster, Cluster];
  beforeAll(async () => {
    pair = [connect(options), connect(options)];
    await Promise.all(pair.map(ready));
  });
  afterAll(() => pair.forEach((cluster) => cluster.disconnect()));

  sharedStoreContract(harness, async () => {
    const name = `shop-${(made += 1)}`;
    return [redisStore(pair[0], { name }), redisStore(pair[1], { name })];
  });
});

describe('the keys of a cluster', () => {
  it('are spread, but for the stamps and the log', async () => {
    const cluster = connect();
    await ready(cluster);
    await using store = redisStore(cluster, { name: 'spread' });
    const keys = Array.from({ length: 60 }, (_, n) => `k${n}`);
    for (const key of keys) {
      await store.lease({ key, stamps: [], token: 't', leaseMs: 10_000, isRefresh: false });
      await store.fill(key, 't', '|body', 10_000);
    }
    await store.stamp(keys, 's');
    await store.head('root', 'A', 's');
    const found = await Promise.all(cluster.nodes('master').map((node) => node.keys('*spread*')));
    const values = found.map((some) => some.filter((key) => key.startsWith('spread:v:')).length);
    const others = found.map((some) => some.filter((key) => key.startsWith('{spread}:')).length);
    expect(Math.min(...values)).toBeGreaterThan(5);
    expect(others.sort((a, b) => a - b)).toEqual([0, 0, 62]);
    cluster.disconnect();
  });
});

describe('a cluster whose log is away', () => {
  it('ends the wait for it, and is followed again when it is back', async () => {
    const cluster = connect({ clusterRetryStrategy: () => 50 });
    await ready(cluster);
    await using store = redisStore(cluster, { name: 'away' });
    const position = await store.head('root', 'A', 's');
    const slot = await cluster.cluster('KEYSLOT', '{away}:log');
    const holder = servers.nodes[Math.min(2, Math.floor((slot * 3) / 16_384))];
    const page = store.follow(position, 60_000);
    const rejected = expect(page).rejects.toMatchObject({ code: 'CACHE_UNAVAILABLE' });
    await harness.wait(100);
    await holder?.crash();
    await rejected;
    await expect(store.follow(position, 10)).rejects.toMatchObject({ code: 'CACHE_UNAVAILABLE' });
    await holder?.restart();
    const isBack = async () =>
      (await store.follow(position, 10).catch(() => undefined))?.anchor === 'lost';
    while (!(await isBack())) await harness.wait(50);
    expect(await store.follow(position, 10)).toMatchObject({ anchor: 'lost', entries: [] });
    cluster.disconnect();
  }, 20_000);
});
