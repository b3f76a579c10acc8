import { type RedisSentinel } from '@unite/stack';
import { type Redis, type RedisOptions } from 'ioredis';
import { redisStore, type RedisStoreOptions } from '../../src/redis/index.ts';
import type { SharedStore } from '../../src/shared-store.ts';
import { sharedStoreContract } from '../../src/testing/shared-store-contract.ts';
import { connect, harness, ready } from './own-redis.ts';
import { connectThrough, ownSentinel, startParty, until, type Party } from './own-sentinel.ts';

describe('sentinels', () => {
  let servers: RedisSentinel;
  let made = 0; // no two stores share a name
  beforeAll(async () => void (servers = await ownSentinel()), 60_000);
  afterAll(() => servers.close());

  const ways: Record<string, RedisOptions> = {
    'with the options of their names': {},
    'with a detector of failovers': { failoverDetector: true },
  };
  describe.each(Object.entries(ways))('%s', (_, options) => {
    let pair: readonly [Redis, Redis];
    beforeAll(async () => {
      pair = [connectThrough(servers, options), connectThrough(servers, options)];
      await Promise.all(pair.map(ready));
    });
    afterAll(() => pair.forEach((redis) => redis.disconnect()));

    sharedStoreContract(harness, async () => {
      const name = `shop-${(made += 1)}`;
      return [redisStore(pair[0], { name }), redisStore(pair[1], { name })];
    });
  });

  it('need not all answer for the log to be followed', async () => {
    const redis = connectThrough(servers);
    await ready(redis);
    await using store = redisStore(redis);
    const [first] = servers.sentinels;
    first?.freeze();
    const position = await store.head('root', 'A', 's');
    expect(await store.follow(position, 1)).toMatchObject({ anchor: 'present', entries: [] });
    first?.thaw();
    redis.disconnect();
  });
});

/** A store whose log seems to go on wherever it was read: what the cache would be if it did not look. */
function credulous(store: SharedStore): SharedStore {
  return {
    ...store,
    follow: async (...asked) => ({ ...(await store.follow(...asked)), anchor: 'present' }),
  };
}

describe('a primary that is killed before its replica has the last invalidation', () => {
  it('is followed by one that is not believed once that was noticed', async () => {
    await using servers = await ownSentinel();
    const [primary, replica] = servers.nodes;
    if (!primary || !replica) throw new Error('there are two');
    const changed = new Set<string>();
    const connectParty = (
      options: RedisStoreOptions = {},
      disturbed = (store: SharedStore) => store,
    ) => {
      const redis = connectThrough(servers);
      return startParty(redis, disturbed(redisStore(redis, options)), changed);
    };
    await using writer = connectParty();
    await using reader = connectParty();
    await using control = connectParty({ name: 'control' }, credulous);
    const ids = ['1', '2', '3'];
    const readAll = (party: Party) => Promise.all(ids.map((id) => party.read(id)));
    for (const party of [writer, reader, control]) {
      await party.cache.ready();
      await readAll(party);
    }
    await writer.redis.wait(1, 5000);

    // The replica gets no more.
    const [admin, far] = [connect(primary.url), connect(replica.url)];
    await far.config('SET', 'masterauth', 'wrong');
    await admin.client('KILL', 'TYPE', 'REPLICA');
    changed.add('1');
    const batch = { keys: [], tags: [], expire: [], origin: 'A', stamp: 'new' };
    const controls = redisStore(writer.redis, { name: 'control' });
    await controls.invalidate({ ...batch, ...control.names('1') });
    const done = await writer.cache.invalidate(writer.names('1'));
    expect(done).toEqual({ isConfirmed: true, pending: 0 });
    await until(async () => (await reader.read('1')).every((version) => version === 'new'));
    await primary.crash();

    changed.add('2');
    const waiting = await writer.cache.invalidate(writer.names('2'));
    expect(waiting).toEqual({ isConfirmed: false, pending: 2 });
    const hasNoticed = () =>
      reader.events.some((event) => event.kind === 'stream-begun' && event.isLost);
    while (!hasNoticed()) {
      const own = await writer.read('2');
      expect(own).toEqual(['new', 'new']);
      await readAll(reader);
      await harness.wait(1);
    }
    await until(() => writer.cache.health().pending === 0);
    const heard = reader.cache.stats().staleness.count;
    await writer.cache.invalidate(writer.names('other'));
    await until(() => reader.cache.stats().staleness.count > heard);
    for (let n = 0; n < 50; n += 1) {
      expect(await readAll(reader)).toEqual([
        ['new', 'new'],
        ['new', 'new'],
        ['old', 'old'],
      ]);
      expect(await readAll(writer)).toEqual([
        ['new', 'new'],
        ['new', 'new'],
        ['old', 'old'],
      ]);
    }
    expect(await far.client('LIST')).toMatch(/cmd=xread/);
    await until(async () => (await control.read('1')).includes('old'));
    admin.disconnect();
    far.disconnect();
  }, 60_000);
});
