import { createWorld, key, type Process, type World } from '../test/world.ts';
import { encodeRecord, type RecordHead } from './record.ts';
import { payloadHeader } from './shared-store.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});

const read = (process: Process, value = 'new') => world.until(process.items.get(key, () => value));

describe.each(['cut', 'deaf'] as const)('a server whose connection is %s', (fault) => {
  it('costs a miss its deadline until it is left alone, and the value is kept in memory', async () => {
    const process = await world.start({ cache: { sharedTimeoutMs: 50 } });
    process.connection.fault = fault;
    const took = [];
    for (let id = 0; id < 6; id += 1) {
      const beganAtMs = world.time.nowMs;
      const each = { group: 'g', id };
      expect(await world.until(process.items.get(each, () => 'loaded'))).toBe('loaded');
      took.push(world.time.nowMs - beganAtMs);
      expect(process.items.peek(each)).toBe('loaded');
    }
    expect(Math.max(...took)).toBeLessThanOrEqual(60);
    expect(Math.max(...took.slice(3))).toBeLessThanOrEqual(2);
    expect(process.cache.health().isSharedAvailable).toBe(false);
  });

  it('changes nothing for what memory has', async () => {
    const process = await world.start();
    await read(process, 'old');
    await world.pass(20);
    process.connection.fault = fault;
    const beganAtMs = world.time.nowMs;
    expect(await process.items.read(key, () => 'new')).toMatchObject({ layer: 'memory' });
    expect(world.time.nowMs).toBe(beganAtMs);
  });

  it('is used again when it is back', async () => {
    const [one, two] = [await world.start(), await world.start()];
    one.connection.fault = fault;
    for (let id = 10; id < 15; id += 1) {
      await world.until(one.items.get({ group: 'g', id }, () => 'value'));
    }
    one.connection.fault = 'none';
    await world.pass(3000);
    await read(one, 'shared');
    await world.pass(20);
    expect(await read(two, 'unread')).toBe('shared');
    expect(one.cache.health().isSharedAvailable).toBe(true);
  });

  it('leaves an invalidation unconfirmed, which is sent again until the server has it', async () => {
    const [one, two] = [await world.start(), await world.start()];
    await read(two, 'old');
    await world.pass(20);
    one.connection.fault = fault;
    expect(await world.until(one.items.delete(key))).toEqual({ isConfirmed: false, pending: 1 });
    expect(one.cache.health().pending).toBe(1);
    expect(one.events).toContainEqual({ kind: 'unconfirmed', pending: 1 });
    one.connection.fault = 'none';
    await world.pass(5000);
    expect(one.cache.health().pending).toBe(0);
    expect(await read(two)).toBe('new');
  });

  it('does not bring back what was invalidated here, while that is unconfirmed and after', async () => {
    const [one, two] = [await world.start(), await world.start()];
    await read(two, 'old');
    await world.pass(20);
    one.connection.fault = fault;
    await world.until(one.items.delete(key));
    // Reads are possible again before the invalidation was sent again.
    const { invalidate } = one.connection;
    one.connection.invalidate = () => Promise.reject(new Error('not yet'));
    one.connection.fault = 'none';
    await world.pass(3000);
    expect(await read(one, 'newer')).toBe('newer');
    one.connection.invalidate = invalidate;
    await world.pass(3000);
    expect(one.cache.health().pending).toBe(0);
    expect(await read(one, 'newest')).not.toBe('old');
    expect(await read(two, 'unread')).not.toBe('old');
  });
});

describe('an invalidation that the server did not confirm', () => {
  it('rejects with CACHE_UNCONFIRMED where the cache says so, and is sent again all the same', async () => {
    const one = await world.start({ cache: { throwOnUnconfirmed: true } });
    one.connection.fault = 'cut';
    const code = { code: 'CACHE_UNCONFIRMED' };
    await expect(world.until(one.items.delete(key))).rejects.toMatchObject(code);
    await expect(world.until(one.items.set(key, 'set'))).rejects.toMatchObject(code);
    await expect(world.until(one.cache.clear())).rejects.toMatchObject(code);
    one.connection.fault = 'none';
    await world.pass(5000);
    expect(one.cache.health().pending).toBe(0);
  });

  it('is one of many that are sent together', async () => {
    const process = await world.start();
    process.connection.fault = 'cut';
    for (let id = 0; id < 50; id += 1) {
      await world.until(process.items.delete({ group: 'g', id: String(id % 25) }));
    }
    expect(process.cache.health().pending).toBe(25);
    let batches = 0;
    const { invalidate } = process.connection;
    process.connection.invalidate = (batch) => {
      batches += 1;
      return invalidate(batch);
    };
    process.connection.fault = 'none';
    await world.pass(5000);
    expect([process.cache.health().pending, batches]).toEqual([0, 1]);
  });

  it('becomes an invalidation of everything when there are too many', async () => {
    const [one, two] = [await world.start({ cache: { maxPending: 10 } }), await world.start()];
    const other = { group: 'other', id: '1' };
    await world.until(two.items.get(other, () => 'old'));
    one.connection.fault = 'cut';
    for (let id = 0; id < 30; id += 1) await world.until(one.items.delete({ group: 'g', id }));
    expect(one.cache.health().pending).toBeLessThanOrEqual(10);
    one.connection.fault = 'none';
    await world.pass(5000);
    expect(one.cache.health().pending).toBe(0);
    expect(await world.until(two.items.get(other, () => 'new'))).toBe('new');
    // And nothing stays poisoned.
    await world.pass(20);
    expect((await world.until(one.items.explain(other))).isUnconfirmed).toBe(false);
    expect(await world.until(one.items.get(other, () => 'unread'))).toBe('new');
  });

  it('poisons its tag no longer than it takes to confirm it, though it was named twice', async () => {
    const [one, two] = [
      await world.start({ items: { tags: () => ['tag'] } }),
      await world.start({ items: { tags: () => ['tag'] } }),
    ];
    one.connection.fault = 'cut';
    await world.until(one.cache.invalidateTags(['tag', 'tag']));
    one.connection.fault = 'none';
    await world.pass(5000);
    expect((await world.until(one.items.explain(key))).isUnconfirmed).toBe(false);
    await read(two, 'shared');
    await world.pass(20);
    expect(await read(one, 'unread')).toBe('shared');
  });

  it('is told by close, which tried once more', async () => {
    const process = await world.start();
    process.connection.fault = 'cut';
    await world.until(process.items.delete(key));
    expect(await world.until(process.cache.close())).toEqual({ pending: 1 });
  });
});

describe('a server that forgot', () => {
  const forgets: readonly (readonly [string, () => void])[] = [
    ['everything', () => world.server.flush()],
    ['its stamps', () => world.server.evictStamps()],
  ];

  it.each(forgets)(
    '%s does not make valid again what was invalidated before',
    async (_, forget) => {
      const [one, two] = [await world.start(), await world.start()];
      await read(one, 'old');
      await world.pass(20);
      await world.until(one.items.clear());
      forget();
      await world.pass(2000);
      expect(await read(two)).toBe('new');
      await world.pass(20);
      expect(await read(one, 'unread')).toBe('new');
    },
  );

  it.each(forgets)(
    '%s during a load keeps nothing of it that was invalidated',
    async (_, forget) => {
      const [one, two] = [await world.start(), await world.start()];
      const slow = one.items.get(key, () => world.later(200, 'old'));
      await world.pass(20);
      forget();
      await world.until(two.items.clear());
      await world.until(slow);
      await world.pass(20);
      expect(await read(two)).toBe('new');
      expect(await read(one, 'unread')).not.toBe('old');
    },
  );

  it('what it had written last, as a failover may, lets everybody begin anew', async () => {
    const [one, two] = [await world.start(), await world.start()];
    await read(one, 'old');
    await world.pass(20);
    world.server.replicate();
    await world.until(one.items.delete(key));
    world.server.failOver();
    await world.pass(1000);
    expect(await read(one)).toBe('new');
    await world.pass(20);
    expect(await read(two, 'unread')).toBe('new');
  });
});

describe('what cannot be read in the shared server', () => {
  const versions = { version: 1 };

  /** Puts `body` under the key as if a process had loaded it. */
  async function plant(process: Process, body: string) {
    const { tags, name } = await world.until(process.items.explain(key));
    const store = process.connection;
    const stamps = await world.until(store.stamp(tags, 'stamp'));
    const request = { key: name, stamps, token: 'planted', leaseMs: 1000, isRefresh: true };
    await world.until(store.lease({ ...request, over: 'any' }));
    const payload = payloadHeader(stamps) + body;
    expect(await world.until(store.fill(name, 'planted', payload, 30_000))).toBe(true);
  }

  const record = (encoded: string, told: Partial<RecordHead> = {}) => {
    const known = { version: 1, name: 'items:g:1', graceMs: 0, loadMs: 0, bytes: 0 };
    return encodeRecord({ head: { ...known, foundTags: [], foundStamps: [], ...told }, encoded });
  };

  it('is told apart from what can be', async () => {
    const process = await world.start({ items: versions });
    await plant(process, record('"planted"'));
    expect(await read(process, 'unread')).toBe('planted');
    expect(process.items.stats()).toMatchObject({ unreadable: 0, loads: 0 });
  });

  it.each([
    ['is as it was told', '"v"', 5000, 5000],
    ['is measured where it was not told', `"${'v'.repeat(1000)}"`, 0, 1016],
    ['is measured where it cannot be so little', `"${'v'.repeat(1000)}"`, 100, 1016],
    ['is measured where it cannot be so much', '"v"', 2 ** 50, 8],
  ])('has a size that %s', async (_, encoded, bytes, expected) => {
    const process = await world.start({ items: versions });
    await plant(process, record(encoded, { bytes }));
    await read(process, 'unread');
    const names = await world.until(process.items.explain(key));
    // Beside what each entry and its name cost.
    const perEntry = 400 + names.name.length;
    expect(process.items.stats().bytes - perEntry - expected).toBeLessThan(50);
    expect(process.items.stats().bytes - perEntry - expected).toBeGreaterThan(-1);
    expect(process.items.stats().loads).toBe(0);
  });

  it.each([
    ['is empty', ''],
    ['has no head', '"value"'],
    ['has a head that is cut off', '2,1,0,\n"value"'],
    ['has a head of another form', '{"name":"items:g:1"}\n"value"'],
    ['is cut off', record('{"text":"val')],
    ['is no JSON', record('<html>')],
    ['is of another version', record('"value"', { version: 2 })],
    ['is of another key', record('"value"', { name: 'items:g:2' })],
    ['sets a prototype', record('{"__proto__":{"isAdmin":true}}')],
    ['hides a prototype', record('{"\\u005f_proto__":{"isAdmin":true}}')],
  ])('as it %s is loaded anew, counted once, and replaced', async (_, body) => {
    const [one, two] = [await world.start({ items: versions }), await world.start()];
    await plant(one, body);
    expect(await read(one, 'loaded')).toBe('loaded');
    expect(one.items.stats()).toMatchObject({ unreadable: 1, loads: 1 });
    await world.pass(20);
    expect(await read(two, 'unread')).toBe('loaded');
  });

  it('is not even decoded when it does not carry the present stamps', async () => {
    const decode = jest.fn();
    const codec = { encode: (value: unknown) => JSON.stringify(value), decode };
    const process = await world.start({ items: { codec } });
    await read(process, 'old');
    await world.pass(20);
    await world.until(process.cache.clear());
    expect(await read(process)).toBe('new');
    expect(decode).not.toHaveBeenCalled();
  });
});

describe('a value that cannot be written', () => {
  const codec = {
    encode: (): string => {
      throw new TypeError('cannot be written');
    },
    decode: () => 'unread',
  };

  it('when it is loaded is kept in memory alone, and no other process waits for it', async () => {
    const [one, two] = [await world.start({ items: { codec } }), await world.start()];
    expect(await read(one, 'value')).toBe('value');
    await world.pass(20);
    expect(one.items.peek(key)).toBe('value');
    expect(one.items.stats()).toMatchObject({ unkept: 1, flights: 0 });
    const beganAtMs = world.time.nowMs;
    expect(await read(two, 'loaded')).toBe('loaded');
    expect(world.time.nowMs - beganAtMs).toBeLessThan(10);
  });

  it('when it is set ends what was there, and is kept in memory alone', async () => {
    const [one, two] = [await world.start({ items: { codec } }), await world.start()];
    await read(two, 'old');
    await world.pass(20);
    expect(await world.until(one.items.set(key, 'set'))).toMatchObject({ isConfirmed: true });
    expect(one.items.peek(key)).toBe('set');
    await world.pass(20);
    expect(await read(two)).toBe('new');
  });
});

describe('a write through', () => {
  it('leaves nothing that was read before or during it', async () => {
    const process = await world.start();
    await read(process, 'old');
    const writing = process.items.writeThrough(key, async () => {
      expect(await process.items.get(key, () => 'read during it')).toBe('read during it');
      return 'written';
    });
    expect(await world.until(writing)).toEqual({
      result: 'written',
      isConfirmed: true,
      pending: 0,
    });
    expect(await read(process)).toBe('new');
  });

  it('that fails invalidates all the same, as nobody knows what it changed', async () => {
    const process = await world.start();
    const writing = process.items.writeThrough(key, async () => {
      await process.items.get(key, () => 'read during it');
      throw new Error('the source is broken');
    });
    await expect(world.until(writing)).rejects.toThrow('the source is broken');
    expect(await read(process)).toBe('new');
  });
});
