import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findWorkspaceRoot, freePort, type RedisServer } from '@unite/stack';
import type { Redis } from 'ioredis';
import { createCache, jsonCodec, type Cache } from '../../src/index.ts';
import { redisStore } from '../../src/redis/index.ts';
import { connect, harness, ownRedis, ready } from './own-redis.ts';

jest.setTimeout(60_000);

const app = join(__dirname, '../next-app');
const bin = join(findWorkspaceRoot(), 'node_modules/next/dist/bin/next');
const children: ChildProcess[] = [];
let server: RedisServer;
let redis: Redis;
/** The API's. */
let cache: Cache;
let origins: readonly string[];

function next(...args: readonly string[]): ChildProcess {
  const env = { ...process.env, NODE_OPTIONS: '', NEXT_TELEMETRY_DISABLED: '1' };
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: app,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...env, NODE_ENV: 'production', ...(server && { REDIS_URL: server.url }) },
  });
  children.push(child);
  return child;
}

async function isUp(origin: string): Promise<boolean> {
  return fetch(origin).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await harness.wait(20);
}

beforeAll(async () => {
  const [code] = await once(next('build'), 'exit');
  expect(code).toBe(0);
  server = await ownRedis();
  redis = connect(server.url);
  await ready(redis);
  cache = createCache({ shared: redisStore(redis) });
  await cache.ready();
  const ports = [await freePort(), await freePort()];
  for (const port of ports) next('start', '--port', String(port), '--hostname', '127.0.0.1');
  origins = ports.map((port) => `http://127.0.0.1:${port}`);
  for (const origin of origins) await until(() => isUp(origin));
}, 180_000);
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await cache.close();
  redis.disconnect();
  await server.close();
});

interface Loaded {
  readonly id: string;
  readonly at: string;
}

/** What a server of Next answers, as its function with 'use cache' loaded it. */
async function read(at: number, id: string): Promise<Loaded> {
  const response = await fetch(`${origins[at]}/read?id=${id}`);
  return (await response.json()) as Loaded; // as app/read/route.js writes
}

async function end(at: number, what: object): Promise<void> {
  const response = await fetch(`${origins[at]}/end`, {
    method: 'POST',
    body: JSON.stringify(what),
  });
  expect(response.status).toBe(200);
}

/** Lets both servers keep the same entry, which nobody has asked for before. */
async function shared(id: string): Promise<Loaded> {
  // Next stores an entry behind its answer.
  await until(async () => (await read(0, id)).at === (await read(0, id)).at);
  const entry = await read(0, id);
  expect(await read(1, id)).toEqual(entry);
  return entry;
}

describe('an entry of a function that uses the cache', () => {
  it('is loaded by one server of Next for all', async () => {
    const entry = await shared('1');
    expect(await read(0, '1')).toEqual(entry);
    expect(await read(1, '1')).toEqual(entry);
  });

  it('ends on all servers when the API ends its tag, and no other does', async () => {
    const [entry, other] = [await shared('2'), await shared('3')];
    expect(await cache.invalidateTags(['contact:2'])).toMatchObject({ isConfirmed: true });
    await until(async () => (await read(0, '2')).at !== entry.at);
    await until(async () => (await read(1, '2')).at !== entry.at);
    expect(await read(0, '3')).toEqual(other);
    expect(await read(1, '3')).toEqual(other);
  });

  it.each([
    ['revalidateTag', '4', { tag: 'contact:4' }],
    ['revalidatePath', '5', { path: '/read' }],
  ])(
    'ends on the server that called %s before it answered, and on the other one',
    async (_, id, what) => {
      const entry = await shared(id);
      await end(0, what);
      expect((await read(0, id)).at).not.toBe(entry.at);
      await until(async () => (await read(1, id)).at !== entry.at);
    },
  );
});

describe('a value of the API', () => {
  it('ends when Next ends its tag', async () => {
    const contacts = cache.namespace('contacts', {
      key: '{id}',
      codec: jsonCodec<string>(),
      tags: ({ id }) => [`contact:${id}`],
    });
    await Promise.all([1, 2].map((id) => contacts.get({ id }, () => 'Ada')));
    await end(1, { tag: 'contact:1' });
    await until(async () => contacts.peek({ id: 1 }) === undefined);
    expect(await contacts.get({ id: 1 }, () => 'Grace')).toBe('Grace');
    expect(contacts.peek({ id: 2 })).toBe('Ada');
  });
});
