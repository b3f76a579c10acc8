import { createWorld, type Value, type World } from '../test/world.ts';
import type { KeyPart } from './keys/key-part.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});

type Key = Readonly<Record<'group' | 'id', KeyPart>>;

const at = (id: string): Key => ({ group: 'g', id });
const keys = (ids: string): Key[] => [...ids].map(at);
const valueOf = ({ id }: Key): Value => `value ${String(id)}`;

/** A bulk loader, and what it was called with. */
function recordedLoad(ms = 0) {
  const calls: string[] = [];
  const load = async (wanted: readonly Key[]): Promise<Value[]> => {
    calls.push(wanted.map(({ id }) => String(id)).join(''));
    if (ms > 0) await world.later(ms, null);
    return wanted.map(valueOf);
  };
  return { calls, load };
}

describe('a read of many', () => {
  it('loads what is kept nowhere by one call, and answers in the order of its keys', async () => {
    const process = await world.start();
    const { calls, load } = recordedLoad();
    await world.until(process.items.get(at('b'), () => 'kept'));
    await world.pass(20);
    const values = await world.until(process.items.getMany(keys('abc'), load));
    expect(values).toEqual(['value a', 'kept', 'value c']);
    expect(calls).toEqual(['ac']);
    await world.pass(20);
    await world.until(process.items.getMany(keys('abc'), load));
    expect(calls).toEqual(['ac']);
    expect(process.items.stats()).toMatchObject({ memoryHits: 4, misses: 3, flights: 0 });
  });

  it('asks the shared server once', async () => {
    const [one, two] = [await world.start(), await world.start()];
    const { calls, load } = recordedLoad();
    await world.until(one.items.getMany(keys('abcd'), load));
    await world.pass(20);
    let reads = 0;
    const { readMany } = two.connection;
    two.connection.readMany = (requests) => {
      reads += 1;
      return readMany(requests);
    };
    const values = await world.until(two.items.getMany(keys('abcd'), load));
    expect(values).toEqual(keys('abcd').map(valueOf));
    expect([reads, calls.length]).toEqual([1, 1]);
    expect(two.items.stats()).toMatchObject({ sharedHits: 4, loads: 0 });
  });

  it('answers a key that comes twice twice, and loads it once', async () => {
    const { items } = world.startAlone();
    const { calls, load } = recordedLoad();
    expect(await world.until(items.getMany(keys('aba'), load))).toEqual([
      'value a',
      'value b',
      'value a',
    ]);
    expect(calls).toEqual(['ab']);
  });

  it('answers nothing for no keys, and calls nobody', async () => {
    const process = await world.start();
    const { calls, load } = recordedLoad();
    expect(await process.items.getMany([], load)).toEqual([]);
    expect(calls).toEqual([]);
  });

  it('waits for what others load just now, and lets others wait for what it loads', async () => {
    const process = await world.start();
    const { calls, load } = recordedLoad(50);
    const single = process.items.get(at('a'), () => world.later(100, 'from a single load'));
    await world.pass(5);
    const many = process.items.getMany(keys('ab'), load);
    await world.pass(20);
    const joined = process.items.get(at('b'), () => 'unread');
    expect(await world.until(Promise.all([single, many, joined]))).toEqual([
      'from a single load',
      ['from a single load', 'value b'],
      'value b',
    ]);
    expect(calls).toEqual(['b']);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('broken'))],
    [
      'throws at once',
      () => {
        throw new Error('broken');
      },
    ],
  ])('rejects when its loader %s, and leaves nothing behind', async (_, load) => {
    const process = await world.start();
    await expect(world.until(process.items.getMany(keys('abc'), load))).rejects.toThrow('broken');
    await world.pass(20);
    expect(process.items.stats()).toMatchObject({ flights: 0, entries: 0 });
  });

  it.each([[[]], [['one', 'two', 'three', 'four']], [undefined]])(
    'rejects with CACHE_LOAD_INVALID when its loader answers %j for three keys',
    async (answer) => {
      const { items } = world.startAlone();
      // A loader without types may answer anything.
      const read = items.getMany(keys('abc'), async () => answer as never);
      await expect(read).rejects.toMatchObject({ code: 'CACHE_LOAD_INVALID' });
    },
  );

  it('serves stale values where its load fails', async () => {
    const { items } = world.startAlone({ items: { graceMs: 60_000 } });
    const { load } = recordedLoad();
    await world.until(items.getMany(keys('ab'), load));
    await world.pass(10_001);
    const broken = () => Promise.reject(new Error('broken'));
    const values = await world.until(items.getMany(keys('ab'), broken));
    expect(values).toEqual(['value a', 'value b']);
    expect(items.stats().staleServed).toBe(2);
  });

  it('never answers what was invalidated before it was called, though it was read just then', async () => {
    const [one, two] = [await world.start(), await world.start()];
    let truth = 0;
    const load = async () => [truth, truth];
    for (const when of [0, 1, 2, 3, 4, 5, 6, 8]) {
      await world.until(one.items.getMany(keys('ab'), load));
      const earlier = two.items.getMany(keys('ab'), load);
      await world.pass(when);
      truth += 1;
      await world.until(two.items.clear());
      const values = await world.until(two.items.getMany(keys('ab'), load));
      expect(values).toEqual([truth, truth]);
      await world.until(earlier);
      await world.pass(20);
      expect(await world.until(one.items.getMany(keys('ab'), load))).toEqual(values);
    }
  });

  it('rejects for a bad key before anything is loaded', async () => {
    const { items } = world.startAlone();
    const { calls, load } = recordedLoad();
    await expect(items.getMany([at('a'), at('')], load)).rejects.toMatchObject({
      code: 'CACHE_KEY_INVALID',
    });
    expect(calls).toEqual([]);
  });
});
