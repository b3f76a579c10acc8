import { glob } from './keys/glob.ts';
import { createWorld, key, type Process, type Value, type World } from '../test/world.ts';

type Invalidate = (process: Process) => Promise<unknown>;

const ways: readonly (readonly [string, Invalidate])[] = [
  ['its key was deleted', ({ items }) => items.delete(key)],
  ['its key was expired', ({ items }) => items.expire(key)],
  ['its prefix was invalidated', ({ items }) => items.invalidatePrefix({ group: 'g' })],
  ['a pattern of its key was invalidated', ({ items }) => items.invalidateMatching({ id: '1' })],
  ['its tag was invalidated', ({ cache }) => cache.invalidateTags(['of-g'])],
  ['its namespace was cleared', ({ items }) => items.clear()],
  ['the cache was cleared', ({ cache }) => cache.clear()],
  ['it was written through', ({ items }) => items.writeThrough(key, async () => undefined)],
];

const tagged = { items: { tags: ({ group }: { group: unknown }) => [`of-${String(group)}`] } };

let world: World;
beforeEach(() => {
  world = createWorld();
});

/** Begins a load that has read `old` and ends only when it is told to. */
function slowLoad(process: Pick<Process, 'items'>, old: Value = 'old') {
  const end = Promise.withResolvers<Value>();
  const reading = process.items.read(key, () => end.promise);
  return { reading, end: () => end.resolve(old) };
}

const load = (process: Pick<Process, 'items'>, value: Value) =>
  world.until(process.items.get(key, () => value));

describe.each(ways)('a read that begins after %s', (_, invalidate) => {
  it('never answers what memory had', async () => {
    const process = await world.start(tagged);
    await load(process, 'old');
    expect(await load(process, 'unread')).toBe('old');
    await world.until(invalidate(process));
    expect(await load(process, 'new')).toBe('new');
  });

  it('never answers what the shared server had, in any process', async () => {
    const [one, two] = [await world.start(tagged), await world.start(tagged)];
    await load(one, 'old');
    await world.until(invalidate(one));
    expect(await load(two, 'new')).toBe('new');
    expect(await load(one, 'unread')).toBe('new');
  });

  it('does not join the load of before, whose value is told to be stale and stored nowhere', async () => {
    const [one, two] = [await world.start(tagged), await world.start(tagged)];
    const { reading, end } = slowLoad(one);
    await world.pass(20);
    await world.until(invalidate(one));
    const read = world.until(one.items.get(key, () => world.later(5, 'new')));
    end();
    expect(await read).toBe('new');
    expect(await reading).toEqual({ value: 'old', layer: 'loader', isStale: true });
    expect(await load(one, 'unread')).toBe('new');
    expect(await load(two, 'unread')).toBe('new');
    expect(one.cache.stats().namespaces.items?.refusedFills).toBe(1);
  });

  it('does not get what a process began to load before another one invalidated it', async () => {
    const [one, two] = [await world.start(tagged), await world.start(tagged)];
    const { reading, end } = slowLoad(one);
    await world.pass(20);
    await world.until(invalidate(two));
    // The entry of the log comes to the first process only after its load has ended.
    end();
    await world.until(reading);
    expect(await load(two, 'new')).toBe('new');
    await world.pass(50);
    expect(await load(one, 'newer')).toBe('new');
  });

  it('does not get what a refresh in the background had begun to load', async () => {
    const process = await world.start({
      items: { ...tagged.items, refreshAhead: 100, graceMs: 5000 },
    });
    await world.until(process.items.get(key, () => world.later(1000, 'first')));
    await world.pass(20);
    const end = Promise.withResolvers<Value>();
    await world.until(process.items.get(key, () => end.promise));
    await world.pass(20);
    expect(process.items.stats()).toMatchObject({ flights: 1, memoryHits: 1 });
    await world.until(invalidate(process));
    end.resolve('refreshed before');
    await world.pass(20);
    expect(await load(process, 'new')).toBe('new');
  });

  it('reads anew in memory alone', async () => {
    const process = { ...world.startAlone(tagged), connection: undefined as never };
    await load(process, 'old');
    await world.until(invalidate(process));
    const { reading, end } = slowLoad(process, 'older');
    await world.pass(1);
    await world.until(invalidate(process));
    end();
    expect((await reading).isStale).toBe(true);
    expect(await load(process, 'new')).toBe('new');
  });
});

describe('who waited for a load before the invalidation', () => {
  it('gets its value, and is told that it is stale', async () => {
    const process = await world.start();
    const { reading, end } = slowLoad(process);
    await world.pass(10);
    const joined = process.items.read(key, () => 'unused');
    await world.until(process.items.delete(key));
    end();
    expect(await world.until(Promise.all([reading, joined]))).toEqual([
      { value: 'old', layer: 'loader', isStale: true },
      { value: 'old', layer: 'loader', isStale: true },
    ]);
  });
});

describe('a tag that a load found', () => {
  const loadTagged = (process: Pick<Process, 'items'>, value: Value) =>
    world.until(
      process.items.get(key, ({ tag }) => {
        tag('found');
        return value;
      }),
    );

  it('ends the value in all processes, in memory and in the shared server', async () => {
    const [one, two] = [await world.start(), await world.start()];
    await loadTagged(one, 'old');
    expect(await load(two, 'unread')).toBe('old');
    await world.until(one.cache.invalidateTags(['found']));
    await world.pass(20);
    expect(await load(two, 'new')).toBe('new');
    expect(await load(one, 'unread')).toBe('new');
  });

  it('ends the value in memory alone', async () => {
    const process = world.startAlone();
    await loadTagged(process, 'old');
    await process.cache.invalidateTags(['found']);
    expect(await load(process, 'new')).toBe('new');
  });

  it.each(['here', 'elsewhere'])(
    'keeps the value from being stored when it was invalidated %s during the load',
    async (where) => {
      const [one, two] = [await world.start(), await world.start()];
      const end = Promise.withResolvers<Value>();
      const reading = one.items.get(key, async ({ tag }) => {
        const value = await end.promise;
        tag('found');
        return value;
      });
      await world.pass(10);
      await world.until((where === 'here' ? one : two).cache.invalidateTags(['found']));
      end.resolve('old');
      expect(await world.until(reading)).toBe('old');
      await world.pass(20);
      expect(await load(two, 'new')).toBe('new');
      expect(await load(one, 'unread')).toBe('new');
    },
  );

  it.each(['before', 'after'])(
    'keeps a read that began after its invalidation from what was loaded before, told %s it joined',
    async (told) => {
      const process = world.startAlone();
      const end = Promise.withResolvers<Value>();
      const first = process.items.read(key, async ({ tag }) => {
        if (told === 'before') tag('found');
        const value = await end.promise;
        tag('found');
        return value;
      });
      await world.pass(10);
      await process.cache.invalidateTags(['found']);
      const second = process.items.read(key, () => 'new');
      end.resolve('old');
      expect((await world.until(second)).value).toBe('new');
      expect(await first).toMatchObject({ value: 'old', isStale: true });
    },
  );

  it('leaves the lease to others when its stamp cannot be told', async () => {
    const [one, two] = [await world.start(), await world.start()];
    const end = Promise.withResolvers<Value>();
    const reading = one.items.get(key, async ({ tag }) => {
      tag('found');
      return end.promise;
    });
    await world.pass(10);
    await world.until(two.cache.invalidateTags(['found']));
    end.resolve('old');
    await world.until(reading);
    await world.pass(10);
    const beganAtMs = world.time.nowMs;
    expect(await load(two, 'new')).toBe('new');
    expect(world.time.nowMs - beganAtMs).toBeLessThan(20);
  });
});

describe('a value that was set', () => {
  it('is served in all processes', async () => {
    const [one, two] = [await world.start(), await world.start()];
    await load(two, 'old');
    await world.until(one.items.set(key, 'set'));
    await world.pass(20);
    expect(one.items.peek(key)).toBe('set');
    expect(await load(two, 'unread')).toBe('set');
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 12, 20])(
    'wins over a load that ends %i ms after it was called',
    async (afterMs) => {
      const [one, two] = [await world.start(), await world.start()];
      const { reading, end } = slowLoad(one);
      await world.pass(20);
      const set = one.items.set(key, 'set');
      await world.pass(afterMs);
      end();
      await world.until(Promise.all([set, reading]));
      await world.pass(20);
      expect(await load(one, 'unread')).toBe('set');
      expect(await load(two, 'unread')).toBe('set');
    },
  );

  it('leaves no two processes with different values when both set at once', async () => {
    for (let apartMs = 0; apartMs <= 12; apartMs += 1) {
      world = createWorld();
      const [one, two] = [await world.start(), await world.start()];
      const first = one.items.set(key, 'one');
      await world.pass(apartMs);
      await world.until(Promise.all([first, two.items.set(key, 'two')]));
      await world.pass(50);
      const [here, there] = [await load(one, 'loaded'), await load(two, 'loaded')];
      expect(here).toBe(there);
      if (apartMs >= 10) expect(here).toBe('two');
    }
  });

  it('is gone after a delete that was called later, and not brought back by it', async () => {
    for (let apartMs = 0; apartMs <= 12; apartMs += 1) {
      world = createWorld();
      const [one, two] = [await world.start(), await world.start()];
      const set = one.items.set(key, 'set');
      await world.pass(apartMs);
      await world.until(Promise.all([set, one.items.delete(key)]));
      await world.pass(50);
      expect(await load(two, 'new')).toBe('new');
      expect(await load(one, 'unread')).toBe('new');
    }
  });

  it('ends what was kept when the value is undefined', async () => {
    const process = await world.start();
    await load(process, 'old');
    // A caller without types.
    await world.until(process.items.set(key, undefined as never));
    expect(process.items.peek(key)).toBeUndefined();
    expect(await load(process, 'new')).toBe('new');
  });
});

describe('a load in the shared server', () => {
  it('is refused once it took longer than its lease', async () => {
    const options = { items: { hardTimeoutMs: 100 } };
    const [one, two] = [await world.start(options), await world.start(options)];
    const { reading, end } = slowLoad(one);
    const timedOut = expect(world.until(reading)).rejects.toMatchObject({
      code: 'CACHE_LOAD_TIMEOUT',
    });
    await timedOut;
    end();
    await world.pass(2000);
    expect(await load(two, 'new')).toBe('new');
  });

  it('is taken over by another process that has waited for it long enough', async () => {
    const options = { items: { leaseWaitMs: 100, hardTimeoutMs: 5000 } };
    const [one, two] = [await world.start(options), await world.start(options)];
    const { reading, end } = slowLoad(one);
    await world.pass(20);
    expect(await load(two, 'taken over')).toBe('taken over');
    end();
    await world.until(reading);
    await world.pass(20);
    expect(await load(one, 'unread')).toBe('taken over');
  });

  it('is waited for by other processes, whose loaders are not called', async () => {
    const [one, two] = [await world.start(), await world.start()];
    const { reading, end } = slowLoad(one);
    await world.pass(20);
    const other = two.items.read(key, () => 'unused');
    await world.pass(100);
    end();
    await world.until(reading);
    expect(await world.until(other)).toEqual({ value: 'old', layer: 'shared', isStale: false });
  });
});

describe('a prefix', () => {
  it('ends the keys that begin with it and no others', async () => {
    const process = await world.start();
    const keys = ['g', 'gg', 'h'].map((group) => ({ group, id: '1' }));
    for (const each of keys) await world.until(process.items.get(each, () => 'old'));
    await world.until(process.items.invalidatePrefix({ group: 'g' }));
    expect(keys.map((each) => process.items.peek(each))).toEqual([undefined, 'old', 'old']);
  });

  it('is one name for the shared server, however many keys begin with it', async () => {
    const process = await world.start();
    const sent: unknown[] = [];
    const { invalidate } = process.connection;
    process.connection.invalidate = (batch) => {
      sent.push([batch.keys.length, batch.tags.length]);
      return invalidate(batch);
    };
    for (let id = 0; id < 100; id += 1) {
      await world.until(process.items.get({ group: 'g', id: String(id) }, () => 'old'));
    }
    await world.until(process.items.invalidatePrefix({ group: 'g' }));
    expect(sent).toEqual([[0, 1]]);
  });
});

describe('a pattern', () => {
  const keys = ['g:1', 'g:12', 'g:2', 'h:1', 'h:3'].map((text) => {
    const [group = '', id = ''] = text.split(':');
    return { group, id };
  });
  const loadAll = (process: Pick<Process, 'items'>, value: Value) =>
    world.until(process.items.getMany(keys, async (missing) => missing.map(() => value)));

  it('ends the keys that match it and no others, in all processes and in the shared server', async () => {
    const [one, two] = [await world.start(), await world.start()];
    await loadAll(one, 'old');
    expect(await loadAll(two, 'unread')).toEqual(Array(5).fill('old'));
    const sent = await world.until(two.items.invalidateMatching({ id: glob`1*` }));
    expect(sent).toEqual({ isConfirmed: true, pending: 0 });
    await world.pass(20);
    const left = [undefined, undefined, 'old', undefined, 'old'];
    for (const { items } of [one, two]) expect(keys.map((each) => items.peek(each))).toEqual(left);
    const three = await world.start();
    expect(await loadAll(three, 'new')).toEqual(left.map((value) => value ?? 'new'));
    expect(three.items.stats()).toMatchObject({ sharedHits: 2, misses: 3 });
  });

  it('ends the keys that match it in memory alone', async () => {
    const process = world.startAlone();
    await loadAll(process, 'old');
    await process.items.invalidateMatching({ id: '1' });
    expect(keys.map((each) => process.items.peek(each))).toEqual([
      ...[undefined, 'old', 'old', undefined, 'old'],
    ]);
  });

  it('is one step for the shared server, however many keys match it, and none for others', async () => {
    const [one, two] = [await world.start(), await world.start()];
    await loadAll(one, 'old');
    const sent: unknown[] = [];
    const { invalidate } = one.connection;
    one.connection.invalidate = (batch) => {
      sent.push([batch.keys, batch.tags, batch.matching]);
      return invalidate(batch);
    };
    await world.until(one.items.invalidateMatching({ id: glob`*`, group: glob`g*` }));
    expect(sent).toEqual([[[], [], [{ tag: 'n:items', patterns: ['items:g*:*'] }]]]);
    expect(await loadAll(two, 'new')).toEqual(['new', 'new', 'new', 'old', 'old']);
  });

  it('spares what is explained as fresh', async () => {
    const process = await world.start();
    await loadAll(process, 'old');
    await world.until(process.items.invalidateMatching({ id: '1' }));
    const shared = async (id: string) =>
      (await world.until(process.items.explain({ group: 'h', id }))).shared.state;
    expect([await shared('1'), await shared('3')]).toEqual(['invalidated', 'fresh']);
  });

  it('ends the whole namespace where the server did not confirm it', async () => {
    const [one, two] = [await world.start(), await world.start()];
    await loadAll(one, 'old');
    await loadAll(two, 'unread');
    one.connection.fault = 'deaf';
    const sent = await world.until(one.items.invalidateMatching({ id: '1' }));
    expect(sent).toEqual({ isConfirmed: false, pending: 1 });
    expect(await world.until(one.items.get({ group: 'g', id: '1' }, () => 'new'))).toBe('new');
    one.connection.fault = 'none';
    await world.pass(3000);
    expect(one.cache.health().pending).toBe(0);
    expect(await loadAll(two, 'new')).toEqual(Array(5).fill('new'));
  });

  it('keeps a set value from being served when it came after it, and not when before', async () => {
    for (let apartMs = 0; apartMs <= 12; apartMs += 1) {
      world = createWorld();
      const [one, two] = [await world.start(), await world.start()];
      const set = one.items.set(key, 'set');
      await world.pass(apartMs);
      await world.until(Promise.all([set, two.items.invalidateMatching({ id: '1' })]));
      await world.pass(50);
      const [here, there] = [await load(one, 'new'), await load(two, 'new')];
      expect(here).toBe(there);
      if (apartMs >= 10) expect(here).toBe('new');
      await world.until(two.items.set(key, 'later'));
      await world.pass(20);
      expect(await load(one, 'unread')).toBe('later');
    }
  });

  it('is a name that another process can be told, and that reaches no other tenant', async () => {
    const process = await world.start({ cache: { tenant: 'group' } });
    await loadAll(process, 'old');
    const names = process.items.names.matching({ group: 'g', id: glob`1*` });
    const told: typeof names = JSON.parse(JSON.stringify(names));
    await world.until(process.cache.invalidate(told));
    expect(await loadAll(process, 'new')).toEqual(['new', 'new', 'old', 'old', 'old']);
    await expect(process.items.invalidateMatching({ id: '1' })).rejects.toMatchObject({
      code: 'CACHE_KEY_INVALID',
    });
  });

  it('is known to a moment', async () => {
    const [one, two] = [await world.start(), await world.start()];
    const moments = [one.cache.moment(), two.cache.moment()];
    await world.until(two.items.invalidateMatching({ id: '1' }));
    for (const moment of moments) {
      const isOut = (id: string) =>
        world.until(moment.isInvalidated(one.items.names.key({ group: 'g', id })));
      expect([await isOut('1'), await isOut('2')]).toEqual([true, false]);
      moment.end();
    }
  });
});
