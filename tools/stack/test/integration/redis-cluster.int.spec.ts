import { Cluster } from 'ioredis';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redisCommand } from '../../src/redis/redis-command.ts';
import { startRedisCluster, type RedisCluster } from '../../src/redis/redis-cluster.ts';

async function own(): Promise<RedisCluster> {
  const cluster = await startRedisCluster({ env: { PATH: process.env.PATH } });
  if (cluster.missing) throw new Error(cluster.missing.why);
  return cluster;
}

function connect(cluster: RedisCluster): Cluster {
  const [{ url, port }] = cluster.nodes;
  const { password } = new URL(url);
  return new Cluster([{ host: '127.0.0.1', port }], { redisOptions: { password } });
}

describe('an own cluster', () => {
  it('spreads keys over three servers and answers for all', async () => {
    await using cluster = await own();
    const client = connect(cluster);
    const keys = Array.from({ length: 60 }, (_, n) => `k${n}`);
    await Promise.all(keys.map((key) => client.set(key, key)));
    expect(await Promise.all(keys.map((key) => client.get(key)))).toEqual(keys);
    const sizes = await Promise.all(cluster.nodes.map(({ url }) => redisCommand(url, 'DBSIZE')));
    expect(sizes.map(Number).reduce((sum, size) => sum + size)).toBe(60);
    expect(Math.min(...sizes.map(Number))).toBeGreaterThan(5);
    await expect(client.mget(keys)).rejects.toThrow(/CROSSSLOT|same slot/);
    client.disconnect();
  });

  it('has a node back in its place, empty, after a crash', async () => {
    await using cluster = await own();
    const [, , third] = cluster.nodes;
    await redisCommand(third.url, 'SET', 'foo', '1'); // slot 12182
    expect(await redisCommand(third.url, 'GET', 'foo')).toBe('1');
    await third.crash();
    await expect(redisCommand(third.url, 'PING')).rejects.toThrow(/ECONNREFUSED/);
    await third.restart();
    expect(await redisCommand(third.url, 'DBSIZE')).toBe('0');
    expect(await redisCommand(third.url, 'CLUSTER', 'INFO')).toMatch(/cluster_known_nodes:3/);
  });

  it('has a replica, when asked for one, which can take the place of its master', async () => {
    await using cluster = await own();
    const [, , third] = cluster.nodes;
    await redisCommand(third.url, 'SET', 'foo', '1');
    const replica = await cluster.addReplica(third);
    expect(await redisCommand(replica.url, 'DBSIZE')).toBe('1');
    await third.crash();
    await redisCommand(replica.url, 'CLUSTER', 'FAILOVER', 'TAKEOVER');
    expect(await redisCommand(replica.url, 'GET', 'foo')).toBe('1');
  });

  it('is refused without its password', async () => {
    await using cluster = await own();
    const url = new URL(cluster.nodes[0].url);
    url.password = 'wrong';
    await expect(redisCommand(url.href, 'PING')).rejects.toThrow(/WRONGPASS/);
  });
});

describe('a machine without Redis', () => {
  it('has no cluster, which is an answer', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'stack-path-'));
    const cluster = await startRedisCluster({ env: { PATH: empty }, install: false });
    rmSync(empty, { recursive: true });
    expect(cluster.missing?.what).toBe('Redis is not available');
  });
});
