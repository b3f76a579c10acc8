import { createWorld, key, type ProcessOptions, type Value, type World } from '../test/world.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});

const fail = () => Promise.reject(new Error('the source is broken'));

/** A process whose memory has `stale`, past its 10 seconds and within its grace of 60. */
async function withStale(items: ProcessOptions['items'] = {}) {
  const process = world.startAlone({ items: { graceMs: 60_000, ...items } });
  await process.items.get(key, () => 'stale');
  await world.pass(10_001);
  return process;
}

describe('a value past its time to live', () => {
  it('is loaded anew by who reads it', async () => {
    const { items } = await withStale();
    expect(items.peek(key)).toBeUndefined();
    expect(await items.read(key, () => 'new')).toMatchObject({ value: 'new', isStale: false });
  });

  it('is served as stale where the load fails, until its grace ends', async () => {
    const { items } = await withStale();
    expect(await items.read(key, fail)).toEqual({ value: 'stale', layer: 'memory', isStale: true });
    await world.pass(59_000);
    expect(await items.get(key, fail)).toBe('stale');
    await world.pass(2000);
    await expect(items.get(key, fail)).rejects.toThrow('the source is broken');
  });

  it('is not loaded again within retryMs of a load that failed', async () => {
    const { items } = await withStale({ retryMs: 500 });
    await items.get(key, fail);
    await world.pass(499);
    expect(await items.get(key, () => 'new')).toBe('stale');
    await world.pass(2);
    expect(await items.get(key, () => 'new')).toBe('new');
    expect(items.stats()).toMatchObject({ staleServed: 2, loads: 3, loadFailures: 1 });
  });

  it('is given to the loader, to be returned if it is unchanged', async () => {
    const { items } = await withStale();
    expect(await items.get(key, ({ stale }) => stale ?? 'nothing')).toBe('stale');
    await world.pass(1);
    expect(items.peek(key)).toBe('stale');
  });

  it.each(['deleted', 'tagged', 'cleared'])(
    'is not served, not even where the load fails, once it was %s',
    async (how) => {
      const { items, cache } = await withStale({ tags: () => ['tag'], softTimeoutMs: 0 });
      if (how === 'deleted') await items.delete(key);
      else if (how === 'tagged') await cache.invalidateTags(['tag']);
      else await items.clear();
      await expect(items.get(key, fail)).rejects.toThrow('the source is broken');
    },
  );

  it('is not served to who came after its invalidation, though the load had begun before', async () => {
    for (const found of [false, true]) {
      const process = world.startAlone({ items: { graceMs: 60_000, tags: () => ['tag'] } });
      await process.items.get(key, ({ tag }) => {
        if (found) tag('tag');
        return 'stale';
      });
      await world.pass(10_001);
      const failing = () => world.later(50, null).then(fail);
      const first = process.items.get(key, failing).catch(() => 'failed');
      await world.pass(10);
      await process.cache.invalidateTags(['tag']);
      const second = process.items.get(key, fail).catch(() => 'failed');
      expect(await world.until(second)).toBe('failed');
      await world.until(first);
    }
  });
});

describe('a stale value of the shared server', () => {
  const options = { items: { graceMs: 60_000, ttlMs: 1000, sharedTtlMs: 1000, retryMs: 500 } };

  it('is served where the load fails, and the load is not tried again within retryMs', async () => {
    const [one, two] = [await world.start(options), await world.start(options)];
    await world.until(one.items.get(key, () => 'stale'));
    await world.pass(1500);
    const reading = await world.until(two.items.read(key, fail));
    expect(reading).toEqual({ value: 'stale', layer: 'shared', isStale: true });
    expect(await world.until(two.items.get(key, () => 'new'))).toBe('stale');
    await world.pass(600);
    expect(await world.until(two.items.get(key, () => 'new'))).toBe('new');
  });

  it('is served while another process loads it anew', async () => {
    const [one, two] = [await world.start(options), await world.start(options)];
    await world.until(one.items.get(key, () => 'stale'));
    await world.pass(1500);
    const loading = one.items.get(key, () => world.later(500, 'new'));
    await world.pass(20);
    expect(await world.until(two.items.get(key, () => 'unread'))).toBe('stale');
    expect(await world.until(loading)).toBe('new');
  });
});

describe('a soft timeout', () => {
  it('of 0 serves the stale value at once, while one load brings the new one', async () => {
    const { items } = await withStale({ softTimeoutMs: 0 });
    let calls = 0;
    const loader = () => world.later(50, `new ${(calls += 1)}`);
    expect(await Promise.all([items.get(key, loader), items.get(key, loader)])).toEqual([
      'stale',
      'stale',
    ]);
    await world.pass(60);
    expect([items.peek(key), calls]).toEqual(['new 1', 1]);
  });

  it('serves the stale value when the load takes longer, which goes on', async () => {
    const { items } = await withStale({ softTimeoutMs: 20 });
    const beganAtMs = world.time.nowMs;
    const leaving = new AbortController();
    const { signal } = leaving;
    const reading = items.read(key, () => world.later(100, 'new'), { signal });
    expect(await world.until(reading)).toMatchObject({ value: 'stale', isStale: true });
    expect(world.time.nowMs - beganAtMs).toBeLessThan(25);
    // The request is over: its load is not.
    leaving.abort();
    await world.pass(100);
    expect(items.peek(key)).toBe('new');
  });

  it('changes nothing for a load that is faster, or where nothing is stale', async () => {
    const { items } = await withStale({ softTimeoutMs: 20 });
    expect(await world.until(items.get(key, () => world.later(10, 'new')))).toBe('new');
    const other = { group: 'g', id: '2' };
    expect(await world.until(items.get(other, () => world.later(100, 'slow')))).toBe('slow');
  });

  it('serves what the shared server has as stale', async () => {
    const options = { items: { graceMs: 60_000, ttlMs: 1000, sharedTtlMs: 1000 } };
    const [one, two] = [await world.start(options), await world.start(options)];
    await world.until(one.items.get(key, () => 'stale'));
    await world.pass(1500);
    const loader = () => world.later(300, 'new');
    const reading = await world.until(two.items.read(key, loader, { softTimeoutMs: 20 }));
    expect(reading).toEqual({ value: 'stale', layer: 'shared', isStale: true });
    await world.pass(400);
    expect(two.items.peek(key)).toBe('new');
  });

  it('leaves no loader that waits for what it has left', async () => {
    const { items } = await withStale({ softTimeoutMs: 5 });
    const other = { group: 'g', id: '2' };
    const read = items.get(other, async () => {
      // It gets the stale value, whose load goes on and asks for the value that is loaded here.
      const stale = await items.get(key, async () => {
        await world.later(20, null);
        return items.get(other, () => 'unread');
      });
      await world.later(50, null);
      return stale;
    });
    expect(await world.until(read)).toBe('stale');
    await world.pass(100);
    expect(items.peek(key)).toBe('stale');
    expect(items.stats().loadFailures).toBe(0);
  });
});

describe('a value that was expired', () => {
  it('is loaded anew, and serves where that fails until its grace ends', async () => {
    const { items } = world.startAlone({ items: { graceMs: 1000 } });
    await items.get(key, () => 'expired');
    await items.expire(key);
    expect(items.peek(key)).toBeUndefined();
    expect(await items.read(key, fail)).toMatchObject({ value: 'expired', isStale: true });
    await world.pass(1001);
    await expect(items.get(key, fail)).rejects.toThrow('the source is broken');
  });

  it('is gone at once in a namespace without grace', async () => {
    const { items } = world.startAlone();
    await items.get(key, () => 'expired');
    await items.expire(key);
    await expect(items.get(key, fail)).rejects.toThrow('the source is broken');
  });

  it('is loaded anew at once, though a load failed just now', async () => {
    const { items } = await withStale({ retryMs: 5000 });
    await items.get(key, fail);
    await items.expire(key);
    expect(await items.get(key, () => 'new')).toBe('new');
  });

  it('is stale for all processes', async () => {
    const options = { items: { graceMs: 5000 } };
    const [one, two] = [await world.start(options), await world.start(options)];
    await world.until(one.items.get(key, () => 'expired'));
    await world.pass(20);
    await world.until(two.items.get(key, () => 'unread'));
    await world.until(one.items.expire(key));
    await world.pass(20);
    const reading = await world.until(two.items.read(key, fail));
    expect(reading).toEqual({ value: 'expired', layer: 'shared', isStale: true });
  });

  it('is loaded anew also when it is null, which has no grace', async () => {
    const options = { items: { graceMs: 60_000, negativeTtlMs: 5000 } };
    const [one, two] = [await world.start(options), await world.start(options)];
    await world.until(one.items.get(key, () => null));
    await world.pass(20);
    await world.until(one.items.expire(key));
    await world.pass(20);
    expect(await world.until(two.items.get(key, () => 'came to be'))).toBe('came to be');
  });
});

describe('a refresh ahead of time', () => {
  // With chance at one half, it is due ln 2 loads before the end: 693 ms before 10 s for a load of one second.
  const options = { items: { refreshAhead: 1, sharedTtlMs: 10_000 } };
  const loader = (value: Value) => () => world.later(1000, value);

  it('brings a new value while the old one is served, by one load', async () => {
    const process = await world.start(options);
    await world.until(process.items.get(key, loader('first')));
    await world.pass(9100);
    expect(await process.items.get(key, loader('unread'))).toBe('first');
    await world.pass(400);
    expect(await process.items.get(key, loader('second'))).toBe('first');
    expect(await process.items.get(key, loader('third'))).toBe('first');
    await world.pass(1100);
    expect(process.items.peek(key)).toBe('second');
    expect(process.items.stats()).toMatchObject({ loads: 2, misses: 1, memoryHits: 3 });
  });

  it('that fails leaves the old value to the end of its life', async () => {
    const process = await world.start(options);
    await world.until(process.items.get(key, loader('first')));
    await world.pass(9500);
    await process.items.get(key, fail);
    await world.pass(100);
    expect(process.items.peek(key)).toBe('first');
    expect(process.items.stats()).toMatchObject({ loadFailures: 1, flights: 0 });
  });

  it('is not for a value that only memory forgets: the shared server has it', async () => {
    const process = await world.start({ items: { refreshAhead: 1, sharedTtlMs: 30_000 } });
    await world.until(process.items.get(key, loader('first')));
    await world.pass(9900);
    expect(await process.items.get(key, loader('unread'))).toBe('first');
    await world.pass(200);
    expect(await world.until(process.items.get(key, loader('unread')))).toBe('first');
    expect(process.items.stats()).toMatchObject({ loads: 1, sharedHits: 1 });
  });

  it('takes what another process has loaded or is loading, rather than load too', async () => {
    const [one, two] = [await world.start(options), await world.start(options)];
    await world.until(one.items.get(key, loader('first')));
    await world.pass(20);
    await world.until(two.items.get(key, () => 'unread'));
    await world.pass(9500);
    await one.items.get(key, loader('second'));
    await world.pass(50);
    await two.items.get(key, loader('unread'));
    await world.pass(1100);
    expect(one.items.peek(key)).toBe('second');
    expect(two.items.stats().loads).toBe(0);
  });
});
