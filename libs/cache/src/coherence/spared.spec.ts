import fc from 'fast-check';
import { createWorld } from '../../test/world.ts';
import { matcherOf } from '../keys/name-pattern.ts';
import { payloadHeader } from '../shared-store.ts';
import type { SimulatedConnection } from '../testing/simulated-server.ts';
import { createSpared } from './spared.ts';

const tags = ['*', 'n:items', 't:other'];

function open() {
  const world = createWorld();
  const store: SimulatedConnection = world.server.connect(world.time.process());
  let asked = 0;
  const tier = {
    isAvailable: true,
    ask: async <T>(question: (of: typeof store) => Promise<T>) => {
      asked += 1;
      return question(store).catch(() => undefined);
    },
  };
  const spared = createSpared({ tag: 'n:items', at: 1, tier });
  let made = 0;
  const stamp = () => `s${(made += 1)}`;

  /** A payload as a load that begins now would store it. */
  async function payload(body: string): Promise<string> {
    return payloadHeader(await world.until(store.stamp(tags, stamp()))) + body;
  }

  /** What is taken from the server under `name`. */
  async function read(name: string, held: string) {
    const { stamps } = await world.until(store.read({ key: 'none', tags }));
    const state = { payload: held, stamps };
    const first = spared.bodyOf(name, state);
    if (first !== undefined || !(await world.until(spared.learn(state)))) return first;
    return spared.bodyOf(name, state);
  }

  const end = (batch: { tags?: readonly string[]; patterns?: readonly string[] }) =>
    world.until(
      store.invalidate({
        ...{ keys: [], expire: [], origin: 'A', stamp: stamp(), tags: batch.tags ?? [] },
        ...(batch.patterns && { matching: [{ tag: 'n:items', patterns: batch.patterns }] }),
      }),
    );

  return { world, store, spared, payload, read, end, asked: () => asked };
}

describe('what lies in the shared server', () => {
  it('is up to date as long as all that was invalidated since are patterns that do not match its name', async () => {
    const { payload, read, end } = open();
    const held = await payload('body');
    expect(await read('items:a', held)).toBe('body');
    await end({ patterns: ['items:b*'] });
    await end({ patterns: ['items:c*', 'items:*d'] });
    expect(await read('items:a', held)).toBe('body');
    for (const name of ['items:b', 'items:c', 'items:ad'])
      expect(await read(name, held)).toBeUndefined();
  });

  it('is out of date once any of its tags was invalidated, before the pattern, after it or with it', async () => {
    const patterns = ['items:b*'];
    for (const tag of tags) {
      for (const batches of [
        [{ tags: [tag] }, { patterns }],
        [{ patterns }, { tags: [tag] }],
        [{ patterns, tags: [tag] }],
        [{ patterns }, { tags: [tag] }, { patterns }],
      ]) {
        const { payload, read, end } = open();
        const held = await payload('body');
        for (const batch of batches) await end(batch);
        expect(await read('items:a', held)).toBeUndefined();
      }
    }
  });

  it('is out of date when the server lost the stamps, or what led to them', async () => {
    const { world, payload, read, end } = open();
    const held = await payload('body');
    await end({ patterns: ['items:b*'] });
    world.server.evictStamps();
    const later = await payload('later');
    expect(await read('items:a', held)).toBeUndefined();
    await end({ patterns: ['items:b*'] });
    expect(await read('items:a', held)).toBeUndefined();
    expect(await read('items:a', later)).toBe('later');
  });

  it('is not taken while the server does not tell, which is asked again', async () => {
    const { world, store, payload, spared, end, asked } = open();
    const held = await payload('body');
    await end({ patterns: ['items:b*'] });
    const asking = { ...(await world.until(store.read({ key: 'none', tags }))), payload: held };
    store.fault = 'cut';
    expect(await world.until(spared.learn(asking))).toBe(false);
    expect(spared.bodyOf('items:a', asking)).toBeUndefined();
    store.fault = 'none';
    expect(await world.until(spared.learn(asking))).toBe(true);
    expect(spared.bodyOf('items:a', asking)).toBe('body');
    expect(asked()).toBe(2);
  });

  it('is asked for what led to a stamp once', async () => {
    const { payload, read, end, asked } = open();
    const held = await payload('body');
    await end({ patterns: ['items:b*'] });
    for (const name of ['items:a', 'items:b', 'items:c']) await read(name, held);
    expect(asked()).toBe(1);
    await end({ tags: ['n:items'] });
    for (const name of ['items:a', 'items:b', 'items:c']) await read(name, held);
    expect(asked()).toBe(2);
    await end({ tags: ['t:other'] });
    await read('items:a', held);
    expect(asked()).toBe(2);
  });

  it('counts as invalidated with more than 100 patterns since, in few steps or in many', async () => {
    for (const many of [1, 60]) {
      const { payload, read, end } = open();
      const patterns = Array.from({ length: many }, (_, n) => `items:b${n}*`);
      const oldest = await payload('oldest');
      await end({ patterns });
      const held = await payload('body');
      for (let step = 1; step * many <= 100; step += 1) await end({ patterns });
      expect(await read('items:a', held)).toBe('body');
      expect(await read('items:a', oldest)).toBeUndefined();
    }
  });

  it('is served exactly as a record of everything tells, whatever is invalidated in which order', async () => {
    const pattern = fc.constantFrom('items:a*', 'items:*b', 'items:*', 'items:*a*', 'items:c*');
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ patterns: fc.array(pattern, { minLength: 1, maxLength: 2 }) }),
      },
      { weight: 1, arbitrary: fc.record({ tags: fc.subarray(tags, { minLength: 1 }) }) },
      {
        weight: 1,
        arbitrary: fc.record({
          tags: fc.subarray(tags),
          patterns: fc.array(pattern, { minLength: 1, maxLength: 1 }),
        }),
      },
      { weight: 1, arbitrary: fc.constant('evict' as const) },
      { weight: 8, arbitrary: fc.constantFrom('items:a', 'items:b', 'items:ab', 'items:c') },
    );
    let spares = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 25 }), async (steps) => {
        const { world, payload, read, end } = open();
        const loaded: { name: string; held: string; isEnded: boolean; isSpared: boolean }[] = [];
        for (const each of steps) {
          if (each === 'evict') {
            world.server.evictStamps();
            await payload('');
            for (const value of loaded) value.isEnded = true;
          } else if (typeof each === 'string')
            loaded.push({ name: each, held: await payload(each), isEnded: false, isSpared: false });
          else {
            await end(each);
            const { patterns = [], tags: ended = [] }: { patterns?: string[]; tags?: string[] } =
              each;
            for (const value of loaded) {
              value.isSpared ||= patterns.length > 0;
              value.isEnded ||=
                ended.length > 0 || patterns.some((one) => matcherOf(one)(value.name));
            }
          }
          for (const { name, held, isEnded, isSpared } of loaded) {
            if (isSpared && !isEnded) spares += 1;
            expect(await read(name, held)).toBe(isEnded ? undefined : name);
          }
        }
      }),
      { numRuns: 150 },
    );
    expect(spares).toBeGreaterThan(300);
  }, 60_000);
});
