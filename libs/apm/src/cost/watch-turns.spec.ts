import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type TurnEvents, watchTurns } from './watch-turns.ts';

type WatchTurns = typeof watchTurns;

const request = new AsyncLocalStorage<string>();
let stops: (() => void)[] = [];

afterEach(() => {
  for (const stop of stops) stop();
  stops = [];
});

/** What one watcher was told, with the context that it was told in. */
function watching(watch: WatchTurns = watchTurns): string[] {
  const told: string[] = [];
  const events: TurnEvents<string | undefined> = {
    owner: () => request.getStore(),
    begin: () => void told.push(`begin ${request.getStore()}`),
    end: (outermost) => void told.push(outermost ? 'end of all' : 'end'),
    poolQueued: (_, kind, owner) => void told.push(`${kind} queued by ${owner}`),
    poolDone: (_, kind) => void told.push(`${kind} done`),
  };
  stops.push(watch(events));
  return told;
}

/** The same module, loaded once more. */
function copyOfWatchTurns(): WatchTurns {
  let copy: WatchTurns | undefined;
  jest.isolateModules(() => {
    copy = jest.requireActual<{ watchTurns: WatchTurns }>('./watch-turns.ts').watchTurns;
  });
  if (copy === undefined || copy === watchTurns) throw new Error('it is no copy');
  return copy;
}

describe('turns of an async resource', () => {
  const turn = (): void => {
    const resource = request.run('a', () => new AsyncResource('pooled'));
    resource.runInAsyncScope(() => undefined);
  };

  it.each([1, 2, 6])('are told once to each of %i watchers, in its context', (count) => {
    const all = Array.from({ length: count }, () => watching());
    turn();
    expect(all).toEqual(all.map(() => ['begin a', 'end of all']));
  });

  it('are told once to watchers of two copies of the package', () => {
    const all = [watchTurns, copyOfWatchTurns(), copyOfWatchTurns()].map(watching);
    turn();
    expect(all).toEqual(all.map(() => ['begin a', 'end of all']));
  });

  it('are told once each when one is nested in another', () => {
    const all = [watching(), watching()];
    const inner = request.run('inner', () => new AsyncResource('inner'));
    const outer = request.run('outer', () => new AsyncResource('outer'));
    outer.runInAsyncScope(() => inner.runInAsyncScope(() => undefined));
    expect(all).toEqual(all.map(() => ['begin outer', 'begin inner', 'end', 'end of all']));
  });
});

describe('tasks of the thread pool', () => {
  const pool = (told: readonly string[]) => told.filter((text) => !/^(begin|end)/.test(text));

  it('are told when they are queued and when they are done', async () => {
    const told = watching();
    await promisify(randomBytes)(8);
    expect(pool(told)).toEqual(['crypto queued by undefined', 'crypto done']);
  });

  it('are of the code that queued them, whatever runs next', async () => {
    const told = watching();
    await Promise.all(['a', 'b'].map((name) => request.run(name, () => promisify(randomBytes)(8))));
    expect(pool(told).slice(0, 2)).toEqual(['crypto queued by a', 'crypto queued by b']);
    expect(pool(told).slice(2)).toEqual(['crypto done', 'crypto done']);
  });

  it('are not what the thread does itself', async () => {
    const told = watching();
    randomBytes(8);
    pbkdf2Sync('secret', 'salt', 1, 8, 'sha256');
    await null;
    expect(pool(told)).toEqual([]);
  });
});

describe('turns of promises and timers', () => {
  it.each([1, 6])('are told once to each of %i watchers', async (count) => {
    const all = Array.from({ length: count }, () => watching());
    await request.run('a', async () => {
      await null;
      await setImmediate();
    });
    const [first = []] = all;
    expect(first.filter((text) => text === 'begin a').length).toBeGreaterThan(1);
    expect(all).toEqual(all.map(() => first));
  });
});
