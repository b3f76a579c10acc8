import { createWorld, type World } from '../../test/world.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { createInvalidator } from './invalidator.ts';
import { createMarks } from './marks.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});

function open(maxPending = 100) {
  const clock = world.time.process();
  const store = world.server.connect(clock);
  const marks = createMarks({ kept: () => [] });
  const forgotten: string[] = [];
  const stale: string[] = [];
  const confirmed: string[] = [];
  const invalidator = createInvalidator({
    marks,
    store,
    origin: 'here',
    rootTag: '*',
    confirmTimeoutMs: 100,
    maxPending,
    clock,
    random: createSeededRandom(1),
    forget: (keys) => void forgotten.push(...keys),
    forgetMatching: (patterns) => void forgotten.push(...patterns),
    makeStale: (expire) => void stale.push(...expire.map(({ key }) => key)),
    onConfirmed: ({ id }) => void confirmed.push(id),
  });
  return { invalidator, marks, store, forgotten, stale, confirmed };
}

describe('an invalidation', () => {
  it('is known here before the server has it', async () => {
    const { invalidator, marks, forgotten, stale } = open();
    const load = marks.begin();
    const sent = invalidator.invalidate({
      keys: ['k'],
      tags: ['t'],
      patterns: ['items:*'],
      expire: [{ key: 'e', graceMs: 1 }],
    });
    const names = ['k', 't', 'e', 'items:1'];
    for (const name of names) expect(marks.isInvalidated([name], load)).toBe(true);
    expect([forgotten, stale]).toEqual([['k', 'items:*'], ['e']]);
    for (const name of names) expect(marks.isUnconfirmed([name], marks.begin())).toBe(true);
    expect(await world.until(sent)).toEqual({ isConfirmed: true, pending: 0 });
    for (const name of names) expect(marks.isUnconfirmed([name], marks.begin())).toBe(false);
  });

  it('by a pattern becomes one of the whole namespace where the server does not confirm it', async () => {
    const { invalidator, marks, store } = open();
    store.fault = 'cut';
    const patterns = ['items:a*', 'items:b*', 'others:*:1'];
    const sent = await world.until(invalidator.invalidate({ patterns }));
    expect(sent).toEqual({ isConfirmed: false, pending: 2 });
    for (const name of ['n:items', 'n:others'])
      expect(marks.isUnconfirmed([name], marks.begin())).toBe(true);
    store.fault = 'none';
    const [before] = await world.until(store.stamp(['n:items'], 'before'));
    await world.until(invalidator.flush());
    expect(await world.until(store.stamp(['n:items'], 'unused'))).not.toEqual([before]);
    expect(await world.until(store.patternSteps('n:items'))).toEqual([]);
    for (const name of ['items:a', 'n:items', 'n:others'])
      expect(marks.isUnconfirmed([name], marks.begin())).toBe(false);
  });

  it('made again while the first is being sent again is not settled by it', async () => {
    const { invalidator, marks, store } = open();
    store.fault = 'cut';
    await world.until(invalidator.invalidate({ keys: ['k'] }));
    store.fault = 'none';
    const flushing = invalidator.flush();
    store.fault = 'cut';
    const again = invalidator.invalidate({ keys: ['k'] });
    store.fault = 'none';
    await world.until(again);
    await world.until(flushing);
    await world.pass(3000);
    expect(invalidator.pending).toBe(0);
    expect(marks.isUnconfirmed(['k'], marks.begin())).toBe(false);
  });

  it('is balanced in the marks, whatever is named how often while the server comes and goes', async () => {
    const { invalidator, marks, store } = open(5);
    const random = createSeededRandom(3);
    const names = ['a', 'b', 'c', '*', 'd', 'e', 'f'];
    const some = () => names.filter(() => random.fraction() < 0.4);
    for (let n = 0; n < 300; n += 1) {
      store.fault = random.fraction() < 0.5 ? 'cut' : 'none';
      const patterns = some().map((name) => `items:${name}*`);
      const wish = { keys: [...some(), ...some()], tags: [...some(), ...some()], patterns };
      void invalidator.invalidate({ ...wish, expire: some().map((key) => ({ key, graceMs: 1 })) });
      await world.pass(random.fraction() * 40);
    }
    store.fault = 'none';
    await world.pass(5000);
    expect(invalidator.pending).toBe(0);
    for (const name of [...names, 'n:items', ...names.map((each) => `items:${each}`)])
      expect(marks.isUnconfirmed([name], marks.begin())).toBe(false);
  });

  it('waits longer from attempt to attempt, up to a second', async () => {
    const { invalidator, store } = open();
    store.fault = 'cut';
    let attempts = 0;
    const { invalidate } = store;
    store.invalidate = (batch) => {
      attempts += 1;
      return invalidate(batch);
    };
    await world.until(invalidator.invalidate({ keys: ['k'] }));
    await world.pass(60_000);
    expect(attempts).toBeGreaterThan(55);
    expect(attempts).toBeLessThan(70);
  });

  it('is sent no more once it was closed', async () => {
    const { invalidator, store } = open();
    store.fault = 'cut';
    await world.until(invalidator.invalidate({ keys: ['k'] }));
    invalidator.close();
    store.fault = 'none';
    await world.pass(10_000);
    expect(invalidator.pending).toBe(1);
  });
});
