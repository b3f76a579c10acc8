import { startRedisCluster, type RedisCluster, type RedisServer } from '@unite/stack';
import { Cluster } from 'ioredis';
import { createCache, glob, jsonCodec } from '../../src/index.ts';
import { redisStore, type RedisConnection } from '../../src/redis/index.ts';
import { connect, harness, ownRedis, ready } from './own-redis.ts';

jest.setTimeout(60_000);

let server: RedisServer;
let servers: RedisCluster;

beforeAll(async () => {
  const started = await startRedisCluster({ env: { PATH: process.env.PATH } });
  if (started.missing) throw new Error(started.missing.why);
  servers = started;
  server = await ownRedis();
  const admin = connect(server.url);
  await admin.acl('SETUSER', 'app', 'on', '>secret', '~*', '+@all', '-@dangerous', '-scan');
  admin.disconnect();
});
afterAll(() => Promise.all([server.close(), servers.close()]));

function cluster(): Cluster {
  const [{ url, port }] = servers.nodes;
  const redisOptions = { password: new URL(url).password };
  return new Cluster([{ host: '127.0.0.1', port }], { redisOptions }).on('error', () => undefined);
}

// The ready check sends INFO, which is dangerous.
const user = { username: 'app', password: 'secret', enableReadyCheck: false };
const opened: RedisConnection[] = [];
const caches: AsyncDisposable[] = [];
afterEach(async () => {
  for (const cache of caches.splice(0)) await cache[Symbol.asyncDispose]();
  for (const redis of opened.splice(0)) redis.disconnect();
});

const ways: Record<string, () => RedisConnection> = {
  'one server': () => connect(server.url),
  'one server with a key prefix': () => connect(server.url, { keyPrefix: 'crm:' }),
  'one server, as a user who may not scan': () => connect(server.url, user),
  'a cluster': cluster,
};

const workspaces = ['w1', 'w2'];
const keys = workspaces.flatMap((workspace) =>
  Array.from({ length: 60 }, (_, n) => ({ workspace, year: 2000 + (n % 6), page: `p${n}` })),
);

describe.each(Object.entries(ways))('a pattern over %s', (way, open) => {
  it('ends what matches it, behind no prefix, in all processes, and spares all else', async () => {
    const connections = [open(), open(), open()] as const;
    opened.push(...connections);
    await Promise.all(connections.map(ready));
    const start = async (redis: RedisConnection) => {
      const shared = redisStore(redis, { name: `patterns-${way.replaceAll(/\W/g, '')}` });
      const cache = createCache({ shared, tenant: 'workspace', sharedTimeoutMs: 2000 });
      caches.push(cache);
      const pages = cache.namespace('pages', {
        key: '{workspace}:{year}:{page}',
        codec: jsonCodec<string>(),
      });
      await cache.ready();
      const readAll = (value: string) =>
        pages.getMany(keys, async (missing) => missing.map(() => value));
      return { pages, readAll };
    };
    const [one, two] = [await start(connections[0]), await start(connections[1])];
    const count = (values: readonly string[], value: string) =>
      values.filter((each) => each === value).length;

    await one.readAll('old');
    // What was loaded is stored behind the answer.
    while (one.pages.stats().flights > 0) await harness.wait(5);
    expect(count(await two.readAll('unread'), 'old')).toBe(120);

    const patterns = [{ page: glob`p1*` }, { year: glob`*3`, page: glob`p*` }, { page: 'p20' }];
    const isEnded = ({ workspace, year, page }: (typeof keys)[number]) =>
      workspace === 'w1' && (page.startsWith('p1') || year === 2003 || page === 'p20');
    for (const pattern of patterns) {
      const { isConfirmed } = await two.pages.invalidateMatching({ workspace: 'w1', ...pattern });
      expect(isConfirmed).toBe(true);
    }
    const expected = keys.map((key) => (isEnded(key) ? 'new' : 'old'));
    expect(count(expected, 'new')).toBe(21);

    // Who invalidated at once, who began later at once, the other one as soon as the log came to it.
    expect(await two.readAll('new')).toEqual(expected);
    while (two.pages.stats().flights > 0) await harness.wait(5);
    const three = await start(connections[2]);
    expect(await three.readAll('unread')).toEqual(expected);
    const held = () => keys.filter((key) => one.pages.peek(key) === 'old').length;
    while (held() > 120 - 21) await harness.wait(5);
    expect(await one.readAll('unread')).toEqual(expected);

    await two.pages.clear();
    expect(count(await two.readAll('cleared'), 'cleared')).toBe(120);
  });
});
