import { Redis } from 'ioredis';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis, type RedisServer } from '../../src/redis/redis.ts';

async function own(): Promise<RedisServer> {
  const redis = await startRedis({ env: { PATH: process.env.PATH } });
  if (redis.missing) throw new Error(redis.missing.why);
  return redis;
}

function connect(url: string): Redis {
  return new Redis(url, { retryStrategy: () => null, commandTimeout: 300 }).on(
    'error',
    () => undefined,
  );
}

describe('an own instance', () => {
  it('answers with the password of its address and refuses without', async () => {
    await using redis = await own();
    const client = connect(redis.url);
    expect(await client.set('a', '1')).toBe('OK');
    const url = new URL(redis.url);
    url.password = '';
    const stranger = connect(url.href);
    await expect(stranger.get('a')).rejects.toThrow(/NOAUTH/);
    client.disconnect();
    stranger.disconnect();
  });

  it('tells its version', async () => {
    await using redis = await own();
    expect(redis.version).toMatch(/^\d+\.\d+/);
  });

  it('comes back empty on the same address after a crash', async () => {
    await using redis = await own();
    const before = connect(redis.url);
    await before.set('a', '1');
    before.disconnect();
    await redis.crash();
    await expect(connect(redis.url).get('a')).rejects.toThrow();
    await redis.restart();
    const after = connect(redis.url);
    expect(await after.get('a')).toBeNull();
    after.disconnect();
  });

  it('does not answer while it is frozen and does when it is thawed', async () => {
    await using redis = await own();
    const client = connect(redis.url);
    await client.ping();
    redis.freeze();
    await expect(client.ping()).rejects.toThrow(/timed out/i);
    redis.thaw();
    expect(await client.ping()).toBe('PONG');
    client.disconnect();
  });
});

describe('the server of REDIS_URL', () => {
  it('is used and left alone', async () => {
    await using given = await own();
    const redis = await startRedis({ env: { REDIS_URL: given.url } });
    if (redis.missing) throw new Error(redis.missing.why);
    expect(redis).toMatchObject({ url: given.url, version: given.version });
    expect(() => redis.freeze()).toThrow(expect.objectContaining({ code: 'STACK_WRONG_STATE' }));
    expect(() => redis.thaw()).toThrow(/REDIS_URL/);
    await expect(redis.crash()).rejects.toThrow(/REDIS_URL/);
    await expect(redis.restart()).rejects.toThrow(/REDIS_URL/);
    await redis.close();
    const client = connect(given.url);
    expect(await client.ping()).toBe('PONG');
    client.disconnect();
  });

  it('is reported missing when it refuses the password', async () => {
    await using given = await own();
    const url = new URL(given.url);
    url.password = 'wrong';
    const redis = await startRedis({ env: { REDIS_URL: url.href } });
    expect(redis.missing?.why).toMatch(/WRONGPASS/);
  });

  it('is reported missing when nothing listens there', async () => {
    const redis = await startRedis({ env: { REDIS_URL: 'redis://user:pw@127.0.0.1:1' } });
    expect(redis.missing?.why).toMatch(/ECONNREFUSED/);
    expect(redis.missing?.todo).toMatch(/REDIS_URL/);
  });
});

describe('a machine without Redis', () => {
  it('is an answer that says what, why and what to do', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'stack-path-'));
    const redis = await startRedis({ env: { PATH: empty }, install: true });
    rmSync(empty, { recursive: true });
    expect(redis.missing).toMatchObject({
      what: 'Redis is not available',
      why: expect.stringMatching(/neither redis-server nor valkey-server/) as string,
      todo: expect.stringMatching(/REDIS_URL/) as string,
    });
  });
});
