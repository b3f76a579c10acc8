import { createWorld, key, type Value, type World } from '../test/world.ts';
import { createCache } from './cache.ts';
import { jsonCodec } from './codec.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});

describe('a read', () => {
  it('is answered by the loader, then by memory, and elsewhere by the shared server', async () => {
    const [one, two] = [await world.start(), await world.start()];
    const layers = [];
    for (const { items } of [one, one, two, two]) {
      layers.push((await world.until(items.read(key, () => 'value'))).layer);
      await world.pass(20);
    }
    expect(layers).toEqual(['loader', 'memory', 'shared', 'memory']);
    expect(one.items.stats()).toMatchObject({ misses: 1, memoryHits: 1, loads: 1, flights: 0 });
    expect(two.items.stats()).toMatchObject({ sharedHits: 1, memoryHits: 1, loads: 0, flights: 0 });
  });

  it('begins one load, however many read at once', async () => {
    const process = await world.start();
    let calls = 0;
    const loader = () => world.later(20, (calls += 1));
    const reads = Array.from({ length: 1000 }, () => process.items.get(key, loader));
    expect(new Set(await world.until(Promise.all(reads)))).toEqual(new Set([1]));
    expect(calls).toBe(1);
    expect(process.items.stats()).toMatchObject({ loads: 1, joined: 999, misses: 1000 });
  });

  it('is answered after the load has landed by what it stores just now', async () => {
    const process = await world.start();
    await world.until(process.items.get(key, () => 'value'));
    expect(process.items.stats().flights).toBe(1);
    expect(await world.until(process.items.get(key, () => 'unread'))).toBe('value');
  });

  it.each<Value>([null, 0, '', false, NaN])('keeps %p', async (value) => {
    const process = world.startAlone();
    expect(await process.items.get(key, () => value)).toBe(value);
    await world.pass(1);
    expect(await process.items.get(key, () => 'unread')).toBe(value);
    expect(process.items.peek(key)).toBe(value);
  });

  it.each<Value>([null, 0, '', false, { text: '' }, []])(
    'gets %p from the shared server as it was',
    async (value) => {
      const [one, two] = [await world.start(), await world.start()];
      await world.until(one.items.get(key, () => value));
      await world.pass(20);
      const reading = await world.until(two.items.read(key, () => 'unread'));
      expect(reading).toEqual({ value, layer: 'shared', isStale: false });
    },
  );

  it('hands undefined on, and keeps it nowhere', async () => {
    const process = await world.start();
    // A loader without types.
    expect(await world.until(process.items.get(key, () => undefined as never))).toBeUndefined();
    await world.pass(20);
    expect(await world.until(process.items.get(key, () => 'value'))).toBe('value');
    expect(process.items.stats()).toMatchObject({ loads: 2, sharedHits: 0, memoryHits: 0 });
  });

  it('loads anew where it is told to, whatever is kept, and keeps the result', async () => {
    const [one, two] = [await world.start(), await world.start()];
    await world.until(one.items.get(key, () => 'kept'));
    await world.pass(20);
    expect(await world.until(one.items.get(key, () => 'fresh', { forceFresh: true }))).toBe(
      'fresh',
    );
    await world.pass(20);
    expect(one.items.peek(key)).toBe('fresh');
    expect(await world.until(two.items.get(key, () => 'unread'))).toBe('fresh');
  });

  it('that loads anew is not overwritten by a load that began before and ends after it', async () => {
    const process = world.startAlone();
    const slow = process.items.get(key, () => world.later(100, 'slow'));
    await world.pass(10);
    await world.until(process.items.get(key, () => 'fresh', { forceFresh: true }));
    expect(await world.until(slow)).toBe('slow');
    await world.pass(10);
    expect(process.items.peek(key)).toBe('fresh');
  });

  it('rejects with CACHE_KEY_INVALID for a key without a part', async () => {
    const { items } = world.startAlone();
    const invalid = { group: 'g' } as never; // what a caller without types may give
    await expect(items.get(invalid, () => 'value')).rejects.toMatchObject({
      code: 'CACHE_KEY_INVALID',
    });
  });
});

describe('the life of a value', () => {
  it('ends in memory after ttlMs, and in the shared server after sharedTtlMs', async () => {
    const process = await world.start();
    const read = async () => (await world.until(process.items.read(key, () => 'value'))).layer;
    const beganAtMs = world.time.nowMs;
    await read();
    await world.pass(9000);
    expect(await read()).toBe('memory');
    await world.pass(beganAtMs + 11_000 - world.time.nowMs);
    expect(await read()).toBe('shared');
    await world.pass(beganAtMs + 29_900 - world.time.nowMs);
    expect(await read()).toBe('shared');
    await world.pass(beganAtMs + 30_100 - world.time.nowMs);
    expect(await read()).toBe('loader');
  });

  it('in memory is no longer than what is left of it in the shared server', async () => {
    const [one, two] = [await world.start(), await world.start()];
    await world.until(one.items.get(key, () => 'value'));
    await world.pass(29_000);
    await world.until(two.items.get(key, () => 'unread'));
    await world.pass(1100);
    expect(two.items.peek(key)).toBeUndefined();
  });

  it('is what the loader tells, and 0 keeps it from being stored', async () => {
    const process = world.startAlone();
    await process.items.get(key, ({ setTtl }) => {
      setTtl(60_000);
      return 'long';
    });
    await world.pass(59_000);
    expect(process.items.peek(key)).toBe('long');
    await world.pass(2000);
    await process.items.get(key, ({ setTtl }) => {
      setTtl(0);
      return 'never';
    });
    await world.pass(1);
    expect(process.items.peek(key)).toBeUndefined();
  });

  it('that a loader told as 0 leaves nothing in the shared server, and no lease', async () => {
    const [one, two] = [await world.start(), await world.start()];
    await world.until(
      one.items.get(key, ({ setTtl }) => {
        setTtl(0);
        return 'never';
      }),
    );
    await world.pass(20);
    const beganAtMs = world.time.nowMs;
    expect(await world.until(two.items.get(key, () => 'loaded'))).toBe('loaded');
    expect(world.time.nowMs - beganAtMs).toBeLessThan(10);
  });

  it.each([-1, NaN, Infinity])('cannot be told as %p', async (ms) => {
    const { items } = world.startAlone();
    const read = items.get(key, ({ setTtl }) => {
      setTtl(ms);
      return 'value';
    });
    await expect(read).rejects.toMatchObject({ code: 'CACHE_OPTION_INVALID' });
  });

  it('is negativeTtlMs for null, loaded or set', async () => {
    const { items } = world.startAlone({ items: { negativeTtlMs: 100 } });
    const other = { group: 'g', id: '2' };
    await items.get(key, () => null);
    await items.set(other, null);
    await world.pass(99);
    expect([items.peek(key), items.peek(other)]).toEqual([null, null]);
    await world.pass(2);
    expect([items.peek(key), items.peek(other)]).toEqual([undefined, undefined]);
  });
});

describe('a loader that fails', () => {
  const broken = new Error('the source is broken');

  it.each([
    ['rejects', () => Promise.reject(broken)],
    [
      'throws at once',
      () => {
        throw broken;
      },
    ],
  ])('and %s rejects all who wait, is called once, and again by the next', async (_, fail) => {
    const process = await world.start();
    let calls = 0;
    const loader = () => {
      calls += 1;
      return fail();
    };
    const reads = Array.from({ length: 20 }, () => process.items.get(key, loader));
    const settled = await world.until(Promise.allSettled(reads));
    expect(settled).toEqual(Array(20).fill({ status: 'rejected', reason: broken }));
    expect(calls).toBe(1);
    expect(await world.until(process.items.get(key, () => 'value'))).toBe('value');
    expect(process.items.stats()).toMatchObject({ loads: 2, loadFailures: 1 });
  });

  it('gives its lease back, so that another process need not wait', async () => {
    const [one, two] = [await world.start(), await world.start()];
    await expect(world.until(one.items.get(key, () => Promise.reject(broken)))).rejects.toBe(
      broken,
    );
    await world.pass(5);
    const beganAtMs = world.time.nowMs;
    await world.until(two.items.get(key, () => 'value'));
    expect(world.time.nowMs - beganAtMs).toBeLessThan(10);
  });

  it('is not asked again for errorTtlMs, unless the key was invalidated', async () => {
    const process = world.startAlone({ items: { errorTtlMs: 1000 } });
    const reads = () => process.items.get(key, () => 'value');
    await expect(process.items.get(key, () => Promise.reject(broken))).rejects.toBe(broken);
    await world.pass(900);
    await expect(reads()).rejects.toBe(broken);
    await process.items.delete(key);
    expect(await reads()).toBe('value');
    await world.pass(200);
    expect(process.items.stats().flights).toBe(0);
  });

  it('and never ends is given up after hardTimeoutMs, for all who wait', async () => {
    const process = await world.start({ items: { hardTimeoutMs: 500 } });
    let signal: AbortSignal | undefined;
    const never = () =>
      process.items.get(key, (context) => {
        signal = context.signal;
        return new Promise<Value>(() => undefined);
      });
    const settled = await world.until(Promise.allSettled([never(), never()]));
    expect(settled.map((each) => each.status)).toEqual(['rejected', 'rejected']);
    expect(signal?.reason).toMatchObject({ code: 'CACHE_LOAD_TIMEOUT' });
    await world.pass(10);
    expect(process.items.stats()).toMatchObject({ flights: 0, loads: 1, loadFailures: 1 });
    expect(process.items.stats().loadMs).toBeCloseTo(500, 0);
    expect(await world.until(process.items.get(key, () => 'value'))).toBe('value');
  });

  it('counts as one load when its value cannot be protected', async () => {
    const process = world.startAlone({ items: { copy: 'clone' } });
    const functions = { text: () => 'no data' } as never; // what no type lets through
    await expect(process.items.get(key, () => functions)).rejects.toMatchObject({
      name: 'DataCloneError',
    });
    expect(process.items.stats().loads).toBe(1);
  });
});

describe('a caller that aborts', () => {
  const gone = new Error('the request was closed');

  it('is detached alone, and the load goes on for the others', async () => {
    const process = await world.start();
    const leaving = new AbortController();
    const loader = () => world.later(50, 'value');
    const first = process.items.get(key, loader, { signal: leaving.signal });
    const second = process.items.get(key, loader);
    await world.pass(10);
    leaving.abort(gone);
    await expect(first).rejects.toBe(gone);
    expect(await world.until(second)).toBe('value');
  });

  it.each([0, 1, 3, 10])('aborts the load when it was the last, after %i ms', async (ms) => {
    const process = await world.start();
    const leaving = new AbortController();
    let calls = 0;
    const read = process.items.get(
      key,
      ({ signal }) =>
        new Promise((_, reject) => {
          calls += 1;
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
      { signal: leaving.signal },
    );
    await world.pass(ms);
    leaving.abort(gone);
    await expect(read).rejects.toBe(gone);
    await world.pass(20);
    expect(calls).toBe(ms < 4 ? 0 : 1);
    expect(process.items.stats()).toMatchObject({ flights: 0, loads: calls, loadFailures: 0 });
  });

  it('lets a later reader begin a load of its own', async () => {
    const process = await world.start();
    const leaving = new AbortController();
    const never = () => new Promise<Value>(() => undefined);
    const read = process.items.get(key, never, { signal: leaving.signal });
    await world.pass(10);
    leaving.abort(gone);
    await expect(read).rejects.toBe(gone);
    expect(await world.until(process.items.get(key, () => 'value'))).toBe('value');
  });

  it('before it began gets the reason of its signal', async () => {
    const { items } = world.startAlone();
    const signal = AbortSignal.abort(gone);
    await expect(items.get(key, () => 'value', { signal })).rejects.toBe(gone);
    expect(items.stats()).toMatchObject({ flights: 0, loads: 0 });
  });

  it('does not keep a stale value from being loaded anew by the next', async () => {
    const process = world.startAlone({ items: { graceMs: 60_000 } });
    await process.items.get(key, () => 'stale');
    await world.pass(10_001);
    const leaving = new AbortController();
    const never = () => new Promise<Value>(() => undefined);
    const read = process.items.get(key, never, { signal: leaving.signal });
    leaving.abort(gone);
    await expect(read).rejects.toBe(gone);
    expect(await world.until(process.items.get(key, () => 'new'))).toBe('new');
  });
});

describe('values under pressure', () => {
  it('are given up for others, while loads go on', async () => {
    const process = world.startAlone({ items: { maxEntries: 2 } });
    const keys = Array.from({ length: 20 }, (_, id) => ({ group: 'g', id }));
    const reads = keys.map((each) => process.items.get(each, () => world.later(10, each.id)));
    expect(await world.until(Promise.all(reads))).toEqual(keys.map(({ id }) => id));
    await world.pass(1);
    expect(process.items.stats()).toMatchObject({ entries: 2, evictions: 18, flights: 0 });
  });

  it('stay within the bytes of the cache, whatever their namespaces', async () => {
    const process = world.startAlone({ cache: { maxBytes: 100_000 } });
    const others = process.cache.namespace('others', { key: '{id}', codec: jsonCodec<string>() });
    for (let id = 0; id < 200; id += 1) {
      await process.items.set({ group: 'g', id }, 'x'.repeat(1000));
      await others.set({ id }, 'y'.repeat(1000));
    }
    expect(process.cache.stats().bytes).toBeLessThanOrEqual(100_000);
    expect(process.cache.stats().bytes).toBeGreaterThan(80_000);
  });

  it('that are larger than maxEntryBytes are not kept in memory, and are in the shared server', async () => {
    const process = await world.start({ items: { maxEntryBytes: 1000 } });
    await world.until(process.items.get(key, () => 'x'.repeat(2000)));
    await world.pass(20);
    expect(process.items.stats()).toMatchObject({ entries: 0, unkept: 1 });
    expect((await world.until(process.items.read(key, () => 'unread'))).layer).toBe('shared');
  });
});

describe('a value of memory', () => {
  it('is frozen, and the same for all', async () => {
    const { items } = world.startAlone();
    const value = await items.get(key, () => ({ text: 'mine' }));
    expect(() => Object.assign(value ?? {}, { text: 'yours' })).toThrow(TypeError);
    expect(items.peek(key)).toBe(value);
  });

  it('is a copy for each caller, where the namespace says so', async () => {
    const { items } = world.startAlone({ items: { copy: 'clone' } });
    const made = { text: 'mine' };
    const got = await items.get(key, () => made);
    Object.assign(got ?? {}, { text: 'changed' });
    made.text = 'changed too';
    await world.pass(1);
    expect(items.peek(key)).toEqual({ text: 'mine' });
  });
});

describe('a loader that asks for what waits for it', () => {
  const reentrant = expect.objectContaining({ code: 'CACHE_REENTRANT' });
  const at = (id: string) => ({ group: 'g', id });

  it('is refused at once for its own key', async () => {
    const { items } = world.startAlone();
    await expect(items.get(key, () => items.get(key, () => 'inner'))).rejects.toEqual(reentrant);
    await world.pass(1);
    expect(items.stats().flights).toBe(0);
  });

  it('is refused for its own key also when it loads anew, or the key was invalidated meanwhile', async () => {
    const { items } = world.startAlone();
    const forced = (): Promise<Value> => items.get(key, forced, { forceFresh: true });
    await expect(items.get(key, forced)).rejects.toEqual(reentrant);
    const deleting = async (): Promise<Value> => {
      await items.delete(key);
      return items.get(key, deleting);
    };
    await expect(items.get(key, deleting)).rejects.toEqual(reentrant);
  });

  it('is refused over a circle of keys, and over two chains that meet', async () => {
    const { items } = world.startAlone();
    const circle = (id: number): Promise<Value> =>
      items.get(at(String(id)), () => circle((id + 1) % 3));
    await expect(circle(0)).rejects.toEqual(reentrant);
    const chain = (own: string, other: string) =>
      items.get(at(own), async () => {
        await world.later(5, null);
        return items.get(at(other), () => 'unused');
      });
    const settled = await world.until(Promise.allSettled([chain('a', 'b'), chain('b', 'a')]));
    expect(settled).toContainEqual({ status: 'rejected', reason: reentrant });
    expect(items.stats().flights).toBe(0);
  });

  it('is refused for any key that one bulk load brings', async () => {
    const { items } = world.startAlone();
    const read = items.getMany([at('a'), at('b'), at('c')], async () => {
      const value = await items.get(at('b'), () => 'inner');
      return [value, value, value];
    });
    await expect(read).rejects.toEqual(reentrant);
  });

  it('is still refused when it asked twice at once and one of them gave up', async () => {
    const { items } = world.startAlone();
    const leaving = new AbortController();
    const outer = items.get(at('a'), async () => {
      const inner = () =>
        world.later(20, null).then(() => items.get(at('a'), () => 'never reached'));
      const given = items.get(at('b'), inner, { signal: leaving.signal }).catch(() => null);
      const kept = items.get(at('b'), inner);
      await world.later(5, null);
      leaving.abort();
      await given;
      return kept;
    });
    await expect(world.until(outer)).rejects.toEqual(reentrant);
  });

  it('may ask for other keys, and for its own when it has ended', async () => {
    const { items } = world.startAlone();
    const afterwards = Promise.withResolvers<Value>();
    const value = await items.get(at('a'), async () => {
      void world
        .later(50, null)
        .then(() => items.get(at('a'), () => 'unread'))
        .then(afterwards.resolve, afterwards.reject);
      return items.get(at('b'), () => items.get(at('c'), () => 'deep'));
    });
    expect(value).toBe('deep');
    expect(await world.until(afterwards.promise)).toBe('deep');
  });

  it('is not mistaken for the loader of another cache that has the same names', async () => {
    const [outer, inner] = [world.startAlone(), world.startAlone()];
    const read = outer.items.get(key, () => inner.items.get(key, () => 'value'));
    expect(await read).toBe('value');
  });
});

describe('a cache with tenants', () => {
  const options = { codec: jsonCodec<string>() };

  it('refuses a namespace whose keys do not begin with the tenant', () => {
    const cache = createCache({ tenant: 'workspace' });
    expect(() => cache.namespace('items', { ...options, key: '{id}:{workspace}' })).toThrow(
      expect.objectContaining({ code: 'CACHE_OPTION_INVALID' }),
    );
    expect(() => cache.namespace('items', { ...options, key: '{workspace}:{id}' })).not.toThrow();
    expect(() =>
      cache.namespace('plans', { ...options, key: '{id}', isGlobal: true }),
    ).not.toThrow();
  });

  it('refuses a key without the tenant', async () => {
    const cache = createCache({ tenant: 'workspace' });
    const items = cache.namespace('items', { ...options, key: '{workspace}:{id}' });
    const incomplete = { id: '1' } as never; // what a caller without types may give
    await expect(items.get(incomplete, () => 'value')).rejects.toMatchObject({
      code: 'CACHE_KEY_INVALID',
    });
  });

  it('never answers one tenant with the value of another, however odd their names', async () => {
    const cache = createCache({ tenant: 'workspace' });
    const items = cache.namespace('items', { ...options, key: '{workspace}:{id}' });
    const odd = ['a', 'a:b', 'b', ':', '%3A', 'a:', ':b', '*', 'ä', 'a\u0308', '{id}', '1', 'null'];
    const keys = odd.flatMap((workspace) => odd.map((id) => ({ workspace, id })));
    const truth = (each: { workspace: string; id: string }) =>
      JSON.stringify([each.workspace, each.id]);
    for (const each of keys) await items.get(each, () => truth(each));
    for (const each of keys) expect(await items.get(each, () => 'unread')).toBe(truth(each));
    await items.invalidatePrefix({ workspace: 'a' });
    const left = keys.filter((each) => items.peek(each) !== undefined);
    expect(left).toEqual(keys.filter(({ workspace }) => workspace !== 'a'));
  });
});

describe('a cache that was closed', () => {
  it('answers no read, and closes once', async () => {
    const process = await world.start();
    await world.until(process.items.get(key, () => 'value'));
    const [first, second] = [process.cache.close(), process.cache.close()];
    expect(await world.until(Promise.all([first, second]))).toEqual([
      { pending: 0 },
      { pending: 0 },
    ]);
    const closed = { code: 'CACHE_CLOSED' };
    await expect(process.items.get(key, () => 'value')).rejects.toMatchObject(closed);
    await expect(process.items.getMany([key], async () => ['value'])).rejects.toMatchObject(closed);
  });

  it('lets the loads that are on their way end, and keeps none of them', async () => {
    for (const process of [await world.start(), world.startAlone()]) {
      const read = process.items.get(key, () => world.later(50, 'value'));
      await world.pass(10);
      await world.until(process.cache.close());
      expect(await world.until(read)).toBe('value');
      await world.pass(100);
      expect(process.items.stats()).toMatchObject({ flights: 0, entries: 0 });
    }
  });
});
