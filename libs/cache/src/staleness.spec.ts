import { createWorld, key, type Process, type World } from '../test/world.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});

/** Two processes that both have `old` in memory. */
async function withOldInBoth(
  items: NonNullable<Parameters<World['start']>[0]>['items'] = {},
): Promise<[Process, Process]> {
  const processes: [Process, Process] = [
    await world.start({ items }),
    await world.start({ items }),
  ];
  for (const process of processes) {
    await world.until(process.items.get(key, () => 'old'));
    await world.pass(20);
  }
  return processes;
}

const read = (process: Process) => world.until(process.items.get(key, () => 'new'));

describe('what another process invalidated', () => {
  it('is not served any more as soon as the log has told, with nothing failing', async () => {
    const [one, two] = await withOldInBoth();
    await world.until(one.items.delete(key));
    await world.pass(10);
    expect(await read(two)).toBe('new');
    expect(two.cache.stats().staleness).toMatchObject({ count: 1 });
  });

  const faults: readonly (readonly [string, (process: Process) => void])[] = [
    ['its connection is cut', ({ connection }) => (connection.fault = 'cut')],
    ['its connection is half open and silent', ({ connection }) => (connection.fault = 'deaf')],
    ['it is stopped for a minute', ({ clock }) => clock.stop(60_000)],
    ['the log is trimmed', () => world.server.trim(1)],
    ['the server forgets everything', () => world.server.flush()],
    ['the stamps are evicted', () => world.server.evictStamps()],
  ];

  describe.each(faults)('when %s', (_, fail) => {
    it.each(['before', 'after'])(
      'is not served later than maxStalenessMs after it was confirmed, the fault coming %s it',
      async (order) => {
        const [one, two] = await withOldInBoth();
        if (order === 'before') fail(two);
        await world.until(one.items.delete(key));
        if (order === 'after') fail(two);
        await world.pass(2000);
        while (two.clock.isStopped) await world.pass(100);
        // The first read after the stop as well: nothing has been heard of the log by then.
        expect(two.items.peek(key)).toBeUndefined();
        expect(await read(two)).toBe('new');
      },
    );
  });

  it('is not served when a failover lost the invalidation, later than it takes to find out', async () => {
    const [one, two] = await withOldInBoth();
    world.server.replicate();
    await world.until(one.items.delete(key));
    world.server.failOver();
    await world.pass(2000);
    expect(await read(two)).toBe('new');
    expect(one.events).toContainEqual({ kind: 'stream-begun', isLost: true });
  });

  it('is not brought by a load that began too long ago for this process to know', async () => {
    const [one, two] = await withOldInBoth({ hardTimeoutMs: 60_000 });
    two.connection.fault = 'cut';
    await world.pass(2500);
    const slow = two.items.get(key, () => world.later(10_000, 'old'));
    await world.pass(20);
    await world.until(one.items.delete(key));
    await world.pass(2000);
    expect(await read(two)).toBe('new');
    expect(await world.until(slow)).toBe('old');
  });

  it('is not served as stale after a failed load either, while nothing is heard of the log', async () => {
    const [one, two] = await withOldInBoth({ graceMs: 60_000, hardTimeoutMs: 60_000 });
    await world.pass(30_000);
    const failing = two.items.get(key, async () => {
      await world.later(5000, null);
      throw new Error('broken');
    });
    await world.pass(20);
    two.connection.fault = 'cut';
    await world.until(one.items.delete(key));
    await expect(world.until(failing)).rejects.toThrow('broken');
  });
});

describe('memory', () => {
  it('is served again when the log goes on, without what was invalidated meanwhile', async () => {
    const [one, two] = await withOldInBoth();
    const other = { group: 'g', id: '2' };
    await world.until(two.items.get(other, () => 'kept'));
    await world.pass(20);
    two.connection.fault = 'cut';
    await world.until(one.items.delete(key));
    await world.pass(2500);
    expect([two.cache.health().isLive, two.items.peek(other)]).toEqual([false, undefined]);
    two.connection.fault = 'none';
    await world.pass(1000);
    expect(two.cache.health().isLive).toBe(true);
    expect(two.items.peek(other)).toBe('kept');
    expect(two.items.peek(key)).toBeUndefined();
  });

  it('is dropped whole when the log does not go on where it was read', async () => {
    const [one, two] = await withOldInBoth();
    two.connection.fault = 'cut';
    await world.until(one.items.delete({ group: 'g', id: '2' }));
    await world.until(one.items.delete({ group: 'g', id: '3' }));
    world.server.trim(1);
    await world.pass(1000);
    two.connection.fault = 'none';
    await world.pass(1000);
    expect(two.items.peek(key)).toBeUndefined();
    expect(two.events).toContainEqual({ kind: 'stream-begun', isLost: false });
  });

  it('is not served before the log was read for the first time', async () => {
    const process = await world.start({ isCut: true });
    for (const value of ['first', 'second']) {
      expect(await world.until(process.items.get(key, () => value))).toBe(value);
      await world.pass(20);
    }
    const isReady = process.cache.ready(100);
    expect(await world.until(isReady)).toBe(false);
    process.connection.fault = 'none';
    expect(await world.until(process.cache.ready())).toBe(true);
    expect(process.cache.health()).toMatchObject({ isLive: true, pending: 0 });
  });

  it('knows no wall clock: whatever the time of day does, lives are what they were', async () => {
    const process = world.startAlone();
    await process.items.get(key, () => 'value');
    const now = jest.spyOn(Date, 'now').mockReturnValue(0);
    await world.pass(9999);
    expect(process.items.peek(key)).toBe('value');
    now.mockReturnValue(8.64e15);
    expect(process.items.peek(key)).toBe('value');
    await world.pass(2);
    expect(process.items.peek(key)).toBeUndefined();
    expect(now).not.toHaveBeenCalled();
    now.mockRestore();
  });

  it('leaves a server in peace that loses its log again and again', async () => {
    const process = await world.start();
    let questions = 0;
    const { restartLog } = process.connection;
    process.connection.restartLog = (...asked) => {
      questions += 1;
      world.server.flush();
      return restartLog(...asked).finally(() => world.server.flush());
    };
    world.server.flush();
    await world.pass(10_000);
    expect(questions).toBeGreaterThan(10);
    expect(questions).toBeLessThan(100);
  });
});

describe('a process that reaches the server no more', () => {
  const cutOff = async (onPartition: 'bypass' | 'serve-stale' | 'fail', afterMs = 2500) => {
    const [, two] = await withOldInBoth({ onPartition });
    two.connection.fault = 'cut';
    await world.pass(afterMs);
    return two;
  };

  it.each(['bypass', 'serve-stale', 'fail'] as const)(
    'serves memory until maxStalenessMs have passed, by the policy %s',
    async (onPartition) => {
      const process = await cutOff(onPartition, 1000);
      const reading = await world.until(process.items.read(key, () => 'new'));
      expect(reading).toEqual({ value: 'old', layer: 'memory', isStale: false });
    },
  );

  it('loads then, by default', async () => {
    const process = await cutOff('bypass');
    const reading = await world.until(process.items.read(key, () => 'new'));
    expect(reading).toEqual({ value: 'new', layer: 'loader', isStale: false });
  });

  it('loads only so many at once as bypassConcurrency says', async () => {
    const process = await world.start({ cache: { bypassConcurrency: 4 } });
    process.connection.fault = 'cut';
    const keys = Array.from({ length: 30 }, (_, id) => ({ group: 'g', id }));
    for (const each of keys.slice(0, 3)) await world.until(process.items.get(each, () => 'value'));
    let [running, most] = [0, 0];
    const loader = async () => {
      most = Math.max(most, (running += 1));
      await world.later(10, null);
      running -= 1;
      return 'value';
    };
    await world.until(Promise.all(keys.map((each) => process.items.get(each, loader))));
    expect([most, running]).toEqual([4, 0]);
  });

  it('serves what it has as stale from the first read on, where the namespace says serve-stale', async () => {
    const process = await cutOff('serve-stale');
    for (let n = 0; n < 10; n += 1) {
      const reading = await world.until(process.items.read(key, () => 'new'));
      expect(reading).toEqual({ value: 'old', layer: 'memory', isStale: true });
    }
    const other = { group: 'g', id: '2' };
    expect(await world.until(process.items.get(other, () => 'loaded'))).toBe('loaded');
  });

  it('does not serve as stale what it has invalidated itself', async () => {
    const process = await cutOff('serve-stale');
    await world.until(process.items.delete(key));
    expect(await read(process)).toBe('new');
  });

  it('rejects with CACHE_UNAVAILABLE where the namespace says fail, until it is back', async () => {
    const process = await cutOff('fail');
    await expect(read(process)).rejects.toMatchObject({ code: 'CACHE_UNAVAILABLE' });
    process.connection.fault = 'none';
    await world.pass(5000);
    expect(await read(process)).toBe('old');
  });
});
