import { type RedisServer } from '@unite/stack';
import { type Redis } from 'ioredis';
import { redisStore, type RedisConnection } from '../../src/redis/index.ts';
import { sharedStoreContract } from '../../src/testing/shared-store-contract.ts';
import { connect, harness, ownRedis, ready } from './own-redis.ts';

let server: RedisServer;
let made = 0; // no two stores share a name

beforeAll(async () => {
  server = await ownRedis();
  const admin = connect(server.url);
  await admin.acl('SETUSER', 'app', 'on', '>secret', '~*', '+@all', '-@dangerous', '-scan');
  admin.disconnect();
});
afterAll(() => server.close());

// The ready check sends INFO, which is dangerous.
const user = { username: 'app', password: 'secret', enableReadyCheck: false };
const ways = {
  'one server': () => connect(server.url),
  'one server with a key prefix': () => connect(server.url, { keyPrefix: 'crm:' }),
  'one server with a user without dangerous commands': () => connect(server.url, user),
  'one server with automatic pipelines': () => connect(server.url, { enableAutoPipelining: true }),
  'one server with RESP2': () => connect(server.url, { protocol: 2 }),
  'one server with RESP3 shapes': () => connect(server.url, { replyMapping: 'resp3' }),
} satisfies Record<string, () => RedisConnection>;

describe.each(Object.entries(ways))('%s', (_, open) => {
  let pair: readonly [Redis | Redis<'resp3'>, Redis | Redis<'resp3'>];
  beforeAll(async () => {
    pair = [open(), open()];
    await Promise.all(pair.map(ready));
  });
  afterAll(() => pair.forEach((redis) => redis.disconnect()));

  sharedStoreContract(harness, async () => {
    const name = `shop-${(made += 1)}`;
    return [redisStore(pair[0], { name }), redisStore(pair[1], { name })];
  });
});

describe('the user without dangerous commands', () => {
  it('really has none of them', async () => {
    const redis = connect(server.url, user);
    for (const command of ['scan', 'keys', 'flushall', 'flushdb', 'info']) {
      const args = { scan: ['0'], keys: ['*'] }[command] ?? [];
      await expect(redis.call(command, ...args)).rejects.toThrow(/NOPERM/);
    }
    redis.disconnect();
  });
});

describe('keys', () => {
  it('begin with the prefix of the connection and the name', async () => {
    const redis = connect(server.url, { keyPrefix: 'crm:', db: 3 });
    await ready(redis);
    await using store = redisStore(redis, { name: 'contacts' });
    await store.stamp(['root'], 's');
    await store.lease({
      key: 'a%7Bb',
      stamps: ['s'],
      token: 't',
      leaseMs: 10_000,
      isRefresh: false,
    });
    await store.head('root', 'A', 's');
    const found = await redis.keys('*');
    expect(found.sort()).toEqual([
      'crm:contacts:l:{a%7Bb}',
      'crm:{contacts}:log',
      'crm:{contacts}:s:root',
    ]);
    redis.disconnect();
  });
});
