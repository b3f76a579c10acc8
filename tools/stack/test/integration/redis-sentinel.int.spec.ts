import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { waitUntil } from '../../src/process/wait-until.ts';
import { redisCommand } from '../../src/redis/redis-command.ts';
import { startRedisSentinel, type RedisSentinel } from '../../src/redis/redis-sentinel.ts';
import { findWorkspaceRoot } from '../../src/workspace-root.ts';

async function own(replicas: 1 | 2 = 1): Promise<RedisSentinel> {
  const sentinel = await startRedisSentinel({ env: { PATH: process.env.PATH }, replicas });
  if (sentinel.missing) throw new Error(sentinel.missing.why);
  return sentinel;
}

describe('an own Redis with sentinels', () => {
  it('has its writes on the replicas, which refuse others', async () => {
    await using servers = await own(2);
    const [primary, ...replicas] = servers.nodes;
    expect(replicas).toHaveLength(2);
    expect(await servers.primary()).toBe(primary);
    await redisCommand(primary?.url ?? '', 'SET', 'a', '1');
    for (const { url } of replicas) {
      await waitUntil('it is there', async () => (await redisCommand(url, 'DBSIZE')) === '1');
      await expect(redisCommand(url, 'SET', 'a', '2')).rejects.toThrow(/READONLY/);
    }
  }, 30_000);

  it('has a replica promoted when the primary is killed, with what it was told', async () => {
    await using servers = await own();
    const [primary, replica] = servers.nodes;
    const { password, name } = servers;
    const client = new Redis({
      sentinels: servers.sentinels.map(({ port }) => ({ host: '127.0.0.1', port })),
      name,
      password,
      sentinelPassword: password,
    }).on('error', () => undefined);
    await client.set('a', '1');
    expect(await client.wait(1, 1000)).toBe(1);
    await primary?.crash();
    await waitUntil('it is promoted', async () => (await servers.primary()) === replica);
    expect(await client.get('a')).toBe('1');
    expect(await client.set('a', '2')).toBe('OK');
    expect(await redisCommand(replica?.url ?? '', 'GET', 'a')).toBe('2');
    client.disconnect();
  }, 30_000);

  it('has the old primary for a replica some time after its restart', async () => {
    await using servers = await own();
    const [primary, replica] = servers.nodes;
    await primary?.crash();
    await waitUntil('another is promoted', async () => (await servers.primary()) === replica);
    await redisCommand(replica?.url ?? '', 'SET', 'a', '1');
    await primary?.restart();
    const url = primary?.url ?? '';
    expect(await redisCommand(url, 'SET', 'b', '2')).toBe('OK'); // two primaries
    const role = () => redisCommand(url, 'INFO', 'replication');
    const isFollowing = async () => (await role()).includes('master_link_status:up');
    // A sentinel that the machine forgot for two seconds does nothing for thirty (its TILT mode).
    await waitUntil('it follows the new one', isFollowing, { timeoutMs: 60_000 });
    expect(await redisCommand(url, 'GET', 'a')).toBe('1');
    expect(await redisCommand(url, 'DBSIZE')).toBe('1');
  }, 90_000);

  it('ends with the process that started it, also after kill -9', async () => {
    const module = join(findWorkspaceRoot(), 'tools/stack/src/redis/redis-sentinel.ts');
    const program = `
      const { startRedisSentinel } = await import(${JSON.stringify(module)});
      const { nodes, sentinels } = await startRedisSentinel();
      console.log(JSON.stringify([...nodes, ...sentinels].map(({ url }) => url)));
      setInterval(() => undefined, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line]: unknown[] = await once(createInterface({ input: parent.stdout }), 'line');
    const urls = JSON.parse(String(line)) as string[]; // as the program tells
    expect(urls).toHaveLength(5);
    for (const url of urls) await redisCommand(url, 'INFO');
    parent.kill('SIGKILL');
    for (const url of urls) {
      await waitUntil('it is gone', () =>
        redisCommand(url, 'PING').then(
          () => false,
          (error: Error) => error.message.includes('ECONNREFUSED'),
        ),
      );
    }
  }, 30_000);
});

describe('a machine without Redis', () => {
  it('has no sentinels, which is an answer', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'stack-path-'));
    const servers = await startRedisSentinel({ env: { PATH: empty }, install: false });
    rmSync(empty, { recursive: true });
    expect(servers.missing?.what).toBe('Redis is not available');
  });
});
