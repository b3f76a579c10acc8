import { createWorld, type World } from '../../test/world.ts';
import type { LogEntry } from '../shared-store.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { follow } from './follower.ts';

const maxStalenessMs = 2000;
const heartbeatMs = 500;

let world: World;
beforeEach(() => {
  world = createWorld();
});

function open() {
  const clock = world.time.process();
  const store = world.server.connect(clock);
  const entries: (Pick<LogEntry, 'keys'> & { readonly ageMs: number })[] = [];
  const begun: boolean[] = [];
  const errors: unknown[] = [];
  const follower = follow({
    ...{ store, clock, maxStalenessMs, heartbeatMs, origin: 'here', rootTag: '*' },
    newStamp: createSeededRandom(1).token,
    onEntry: ({ keys }, ageMs) => entries.push({ keys, ageMs }),
    onBegin: (isLost) => begun.push(isLost),
    onError: (error) => errors.push(error),
  });
  const invalidate = (key: string, origin = 'elsewhere') =>
    world.until(
      store.invalidate({ keys: [key], tags: [], expire: [], origin, stamp: `of ${key}` }),
    );
  return { follower, clock, store, entries, begun, errors, invalidate };
}

describe('the life of memory', () => {
  it('begins with the first answer, and ends maxStalenessMs after the last question that was answered', async () => {
    const { follower, store } = open();
    expect(follower.life.untilMs).toBe(-Infinity);
    expect(await world.until(follower.ready(100))).toBe(true);
    expect(follower.life.untilMs).toBe(maxStalenessMs);
    await world.pass(10 * heartbeatMs);
    const { untilMs } = follower.life;
    // The question under way was asked within the last heartbeat and the way there and back.
    expect(untilMs).toBeGreaterThan(world.time.nowMs + maxStalenessMs - 2 * heartbeatMs - 4);
    store.fault = 'deaf';
    await world.pass(2 * maxStalenessMs);
    expect(follower.life.untilMs).toBeLessThan(untilMs + heartbeatMs);
  });

  it('does not begin before the server was reached', async () => {
    const { follower, store, errors, begun } = open();
    store.fault = 'cut';
    expect(await world.until(follower.ready(100))).toBe(false);
    expect(errors.length).toBeGreaterThan(0);
    store.fault = 'none';
    expect(await world.until(follower.ready(1000))).toBe(true);
    expect(begun).toEqual([false]);
  });
});

describe('an entry of the log', () => {
  it('is told with its age, and not when it is of this process', async () => {
    const { follower, entries, invalidate } = open();
    await world.until(follower.ready(100));
    await invalidate('a');
    await invalidate('own', 'here');
    await invalidate('b');
    await world.pass(heartbeatMs);
    expect(entries.map(({ keys }) => keys)).toEqual([['a'], ['b']]);
    // A message takes a millisecond, and the server's clock is known by an answer that took one.
    for (const { ageMs } of entries) expect(ageMs).toBeLessThanOrEqual(2);
  });
});

describe('a log that does not go on where it was read', () => {
  it('is begun anew, and nothing is lost where its beginning was trimmed', async () => {
    const { follower, clock, begun } = open();
    const other = world.server.connect(world.time.process());
    await world.until(follower.ready(100));
    clock.stop(heartbeatMs);
    for (const key of ['a', 'b']) {
      const batch = { keys: [key], tags: [], expire: [], origin: 'elsewhere', stamp: key };
      await world.until(other.invalidate(batch));
    }
    world.server.trim(1);
    await world.pass(4 * heartbeatMs);
    expect(begun).toEqual([false, false]);
    expect(follower.life.untilMs).toBeGreaterThan(world.time.nowMs);
  });

  it('has lost its end where the server has forgotten everything', async () => {
    const { follower, begun } = open();
    await world.until(follower.ready(100));
    world.server.flush();
    await world.pass(4 * heartbeatMs);
    expect(begun).toEqual([false, true]);
    expect(follower.life.untilMs).toBeGreaterThan(world.time.nowMs);
  });

  it('has lost its end where it lacks an entry of this process that the server confirmed', async () => {
    const { follower, begun, invalidate } = open();
    await world.until(follower.ready(100));
    follower.expect(await invalidate('shown', 'here'));
    await world.pass(4 * heartbeatMs);
    expect(begun).toEqual([false]);
    follower.expect({ id: `${world.time.nowMs}-0`, stamp: 'of an entry that a failover undid' });
    await world.pass(4 * heartbeatMs);
    expect(begun).toEqual([false, true]);
  });
});
