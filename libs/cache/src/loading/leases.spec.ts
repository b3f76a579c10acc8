import { createWorld, type World } from '../../test/world.ts';
import { createMarks } from '../coherence/marks.ts';
import { payloadHeader, type SharedStore } from '../shared-store.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { createLeases, type LeaseWish } from './leases.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});

function open() {
  const clock = world.time.process();
  const store = world.server.connect(clock);
  const tier = {
    isAvailable: true,
    ask: <T>(question: (store: SharedStore) => Promise<T>) =>
      question(store).catch(() => undefined),
  };
  const random = createSeededRandom(1);
  const leases = createLeases({ tier, clock, random, hardTimeoutMs: 1000, leaseWaitMs: 200 });
  const state = { payload: undefined, leftMs: 0, stamps: [undefined] };
  const beginning = createMarks({ kept: () => [] }).begin();
  const wish: LeaseWish = {
    ...{ name: 'k', tags: ['t'], isServed: false, signal: new AbortController().signal },
    answer: { state, beginning, askedAtMs: 0 },
  };
  return { leases, store, wish, take: (how = {}) => leases.take({ ...wish, ...how }) };
}

/** What another process does with the same key. */
async function other(store: SharedStore) {
  const stamps = await store.stamp(['t'], 'stamp');
  await store.lease({ key: 'k', stamps, token: 'other', leaseMs: 10_000, isRefresh: false });
  return payloadHeader(stamps);
}

describe('a lease', () => {
  it('is taken with the stamps of before the load', async () => {
    const { store, take } = open();
    const lease = await world.until(take());
    const stamps = await world.until(store.stamp(['t'], 'another'));
    expect(lease).toEqual({ token: expect.any(String), stamps });
    expect(stamps).not.toEqual(['another']);
  });

  it('of another process is waited for until that has stored its value', async () => {
    const { store, take, wish } = open();
    const header = await world.until(other(store));
    const taking = take();
    await world.pass(50);
    await world.until(store.fill('k', 'other', `${header}body`, 5000));
    expect(await world.until(taking)).toMatchObject({
      state: { payload: `${header}body`, stamps: ['stamp'] },
      beginning: wish.answer.beginning,
    });
  });

  it('of another process that takes too long is taken over', async () => {
    const { store, take } = open();
    await world.until(other(store));
    const beganAtMs = world.time.nowMs;
    expect(await world.until(take())).toMatchObject({ stamps: ['stamp'] });
    expect(world.time.nowMs - beganAtMs).toBeGreaterThanOrEqual(200);
    expect(await world.until(store.fill('k', 'other', '|late', 5000))).toBe(false);
  });

  it('is not waited for where there is something to serve', async () => {
    const { store, take } = open();
    await world.until(other(store));
    expect(await world.until(take({ isServed: true }))).toBe('held');
  });

  it('is taken from whoever holds it by a load that is forced', async () => {
    const { store, take } = open();
    await world.until(other(store));
    const beganAtMs = world.time.nowMs;
    expect(await world.until(take({ refresh: 'now' }))).toHaveProperty('token');
    expect(world.time.nowMs - beganAtMs).toBeLessThan(20);
  });

  it('is nobody’s when the server does not answer', async () => {
    const { store, take } = open();
    store.fault = 'cut';
    expect(await world.until(take())).toBeUndefined();
  });

  it('that was given up is free for the next', async () => {
    const { leases, store, take } = open();
    const lease = await world.until(take());
    if (typeof lease !== 'object' || !('token' in lease)) throw new Error('no lease');
    await world.until(leases.giveUp('k', lease));
    const request = { key: 'k', stamps: [], token: 'next', leaseMs: 1000, isRefresh: false };
    expect(await world.until(store.lease(request))).toEqual({ holder: 'next' });
  });
});
