import { type RedisOptions } from 'ioredis';
import { redisStore } from '../../src/redis/index.ts';
import { connect, harness } from './own-redis.ts';
import {
  connectThrough,
  isAt,
  ownSentinel,
  startParty,
  until,
  type Party,
} from './own-sentinel.ts';

const maxStalenessMs = 2000; // the default
const renewalMs = 1500; // until Sentinel is asked again where the log is, and at the latest answered

const confirmed = { isConfirmed: true, pending: 0 };

/**
 * A primary that stands still until its replica was promoted, and then goes on beside it. The sentinels demote it when
 * it has been back for 8 s.
 */
async function startScene() {
  const servers = await ownSentinel();
  const [old, next] = servers.nodes;
  if (!old || !next) throw new Error('there are two');
  const changed = new Set<string>();
  const parties: Party[] = [];
  return {
    old,
    next,
    changed,
    /** A process that has both values, in memory and in Redis. */
    async start(options: RedisOptions = {}): Promise<Party> {
      const redis = connectThrough(servers, options);
      const party = startParty(redis, redisStore(redis), changed);
      parties.push(party);
      await party.cache.ready();
      for (const id of ['1', '2']) await party.read(id);
      return party;
    },
    /** A process that talks to the old primary whatever the sentinels say. */
    startBeside(): Party {
      const redis = connect(old.url);
      const party = startParty(redis, redisStore(redis), changed);
      parties.push(party);
      return party;
    },
    /** Settles when there are two primaries, `moved` talks to the new one, and all others' memory is served again. */
    async split(moved: Party): Promise<void> {
      await harness.wait(100); // for the replica to have it all
      old.freeze();
      await until(async () => (await servers.primary()) === next);
      await until(async () => {
        for (const party of parties) await party.read('1'); // asks whether Redis answers again
        const { isSharedAvailable } = moved.cache.health();
        const others = parties.filter(({ redis }) => !redis.options.natMap);
        return isSharedAvailable && others.every(({ cache }) => cache.health().isLive);
      });
      old.thaw();
      for (const party of parties) expect(isAt(party.redis, old)).toBe(party !== moved);
    },
    async [Symbol.asyncDispose]() {
      for (const party of parties) await party[Symbol.asyncDispose]();
      await servers.close();
    },
  };
}

/** Whether a read of `id` answers anything old. */
async function hasOld({ read }: Party, id: string): Promise<boolean> {
  return (await read(id)).includes('old');
}

/** Reads `id` until `isOver`. @returns whether something old was answered, by when the read began */
async function watch(party: Party, id: string, isOver: () => boolean) {
  const seen: { atMs: number; isOld: boolean }[] = [];
  while (!isOver()) {
    seen.push({ atMs: performance.now(), isOld: await hasOld(party, id) });
    await harness.wait(2);
  }
  return seen;
}

describe('a primary that comes back while another one is in its place', () => {
  it('is not believed by a process whose connection to it lasted', async () => {
    await using scene = await startScene();
    const { old, changed } = scene;
    const moved = await scene.start({ failoverDetector: true });
    const held = await scene.start();
    await scene.split(moved);
    changed.add('1');
    expect(await moved.cache.invalidate(moved.names('1'))).toEqual(confirmed);
    const boundMs = performance.now() + maxStalenessMs;
    const beside = scene.startBeside();
    await beside.cache.ready();
    expect(await beside.read('1')).toContain('old'); // the control: by its own stamps it is right

    const seen = await watch(held, '1', () => performance.now() > boundMs + 1000);
    expect(isAt(held.redis, old)).toBe(true);
    const late = seen.filter(({ atMs }) => atMs > boundMs);
    expect(late.length).toBeGreaterThan(10);
    expect(late.filter(({ isOld }) => isOld)).toEqual([]);

    changed.add('2');
    const invalidation = await held.cache.invalidate(held.names('2'));
    expect(invalidation).toEqual({ isConfirmed: false, pending: 2 });
    expect(await hasOld(moved, '2')).toBe(true); // it cannot know yet
    await until(() => held.cache.health().pending === 0);
    expect(isAt(held.redis, old)).toBe(false);
    await until(async () => !(await hasOld(moved, '2')));
  }, 60_000);

  it('is not followed any longer than until Sentinel is asked again', async () => {
    await using scene = await startScene();
    const { old, next, changed } = scene;
    const moved = await scene.start({ failoverDetector: true });
    // As a sentinel that did not hear of it says.
    let isMisled = true;
    const natMap = (address: string) => {
      const isNext = address === `127.0.0.1:${next.port}`;
      return isMisled && isNext ? { host: '127.0.0.1', port: old.port } : null;
    };
    const misled = await scene.start({ natMap });
    await scene.split(moved);
    await until(() => misled.cache.health().isLive);
    changed.add('1');
    expect(await moved.cache.invalidate(moved.names('1'))).toEqual(confirmed);
    await harness.wait(maxStalenessMs);
    expect(await misled.read('1')).toEqual(['old', 'old']); // the control
    isMisled = false;
    const boundMs = performance.now() + maxStalenessMs + renewalMs;
    const seen = await watch(misled, '1', () => performance.now() > boundMs + 500);
    expect(isAt(misled.redis, old)).toBe(true);
    const late = seen.filter(({ atMs }) => atMs > boundMs);
    expect(late.length).toBeGreaterThan(10);
    expect(late.filter(({ isOld }) => isOld)).toEqual([]);
  }, 60_000);

  it('confirms what the others are told all the same', async () => {
    await using scene = await startScene();
    const { old, changed } = scene;
    const moved = await scene.start({ failoverDetector: true });
    const held = await scene.start();
    await scene.split(moved);
    changed.add('1');
    expect(await held.cache.invalidate(held.names('1'))).toEqual(confirmed);
    expect(await hasOld(held, '1')).toBe(false);
    expect(await moved.read('1')).toContain('old'); // the control
    await until(async () => !(await hasOld(moved, '1')));
    expect(isAt(held.redis, old)).toBe(true);
    expect(await hasOld(held, '1')).toBe(false);
  }, 60_000);
});
