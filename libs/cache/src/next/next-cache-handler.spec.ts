import type { CacheEntry, CacheHandler } from 'next/cache';
import { createCache, type Cache } from '../cache.ts';
import { jsonCodec } from '../codec.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { createSimulatedServer } from '../testing/simulated-server.ts';
import { createSimulatedTime } from '../testing/simulated-time.ts';
import { createNextCacheHandler } from './next-cache-handler.ts';
import type { NextCacheEntry, NextCacheHandler } from './next-types.ts';

const hour = 3600;

/** Two servers of Next and an API, a server that all share, and time that passes as it is told to. */
async function world() {
  const time = createSimulatedTime();
  const random = createSeededRandom(7);
  const server = createSimulatedServer({ time, random, delayMs: () => 1 });
  const connect = () => {
    const clock = time.process();
    const connection = server.connect(clock);
    const cache = createCache({ shared: connection, clock, random });
    return { clock, connection, cache };
  };
  const next = () => {
    const { clock, connection, cache } = connect();
    const errors: unknown[] = [];
    const handler = createNextCacheHandler({
      cache,
      clock,
      originMs: 0,
      maxEntryBytes: 10_000,
      onError: (error) => void errors.push(error),
    });
    return { cache, handler, connection, errors };
  };
  const all = { one: next(), two: next(), api: connect() };
  /** Lets time pass until `promise` is settled. */
  async function within<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    promise.then(
      () => (isSettled = true),
      () => (isSettled = true),
    );
    for (let turns = 0; !isSettled && turns < 1000; turns += 1) await time.run(time.nowMs + 5);
    return promise;
  }
  await time.run(50);
  return { ...all, time, within };
}

function streamOf(...chunks: readonly (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(Buffer.from(chunk as string)); // both are what from takes
      controller.close();
    },
  });
}

const textOf = async (entry: NextCacheEntry | undefined) =>
  entry && new Response(entry.value).text();

type World = Awaited<ReturnType<typeof world>>;

/** What Next does at a miss: it asks, loads, and stores. */
async function render(
  { time, within }: Pick<World, 'time' | 'within'>,
  handler: NextCacheHandler,
  given: Partial<NextCacheEntry> & {
    readonly key?: string;
    readonly text?: string;
    readonly meanwhile?: () => unknown;
  } = {},
): Promise<void> {
  const { key = 'key', text = 'page', meanwhile, ...more } = given;
  await within(handler.refreshTags());
  await within(handler.get(key, []));
  const timestamp = time.nowMs;
  await time.run(time.nowMs + 20);
  if (meanwhile) await within(Promise.resolve(meanwhile()));
  const entry = {
    value: streamOf(text),
    tags: ['contact:1'],
    stale: 300,
    timestamp,
    expire: hour,
    revalidate: 900,
    ...more,
  };
  await within(handler.set(key, Promise.resolve(entry)));
}

const read = async ({ within }: Pick<World, 'within'>, handler: NextCacheHandler, key = 'key') =>
  within(textOf(undefined).then(() => handler.get(key, []).then(textOf)));

describe('the handler', () => {
  it('is what Next asks for', () => {
    const asCache = (handler: NextCacheHandler): CacheHandler => handler;
    const asEntry = (entry: CacheEntry): NextCacheEntry => entry;
    expect([asCache, asEntry]).toHaveLength(2);
  });

  it('gives each reader the whole entry and a stream of its own', async () => {
    const now = await world();
    await render(now, now.one.handler, { value: streamOf('first, ', 'second') });
    const [entry, again] = [
      await now.within(now.one.handler.get('key', [])),
      await now.within(now.one.handler.get('key', [])),
    ];
    expect(entry).toMatchObject({ tags: ['contact:1'], stale: 300, expire: hour, revalidate: 900 });
    expect(await textOf(entry)).toBe('first, second');
    expect(await textOf(again)).toBe('first, second');
  });

  it('hands an entry to another server of Next as it was, be it text or not', async () => {
    const now = await world();
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
    await render(now, now.one.handler, { key: 'bytes', value: streamOf(bytes) });
    await render(now, now.one.handler, { key: 'text', text: 'Grüße 🎉' });
    const [first, second] = [
      await now.within(now.two.handler.get('bytes', [])),
      await now.within(now.two.handler.get('text', [])),
    ];
    expect(new Uint8Array(await new Response(first?.value).arrayBuffer())).toEqual(bytes);
    expect(await textOf(second)).toBe('Grüße 🎉');
    expect(second).toMatchObject({ tags: ['contact:1'], revalidate: 900 });
  });

  it('waits for an entry that is being stored', async () => {
    const now = await world();
    const { handler } = now.one;
    await now.within(handler.refreshTags());
    const timestamp = now.time.nowMs;
    const late = Promise.withResolvers<NextCacheEntry>();
    const setting = handler.set('key', late.promise);
    const reading = handler.get('key', []);
    await now.time.run(now.time.nowMs + 50);
    late.resolve({
      value: streamOf('late'),
      tags: [],
      stale: 1,
      timestamp,
      expire: hour,
      revalidate: 1,
    });
    await now.within(setting);
    expect(await textOf(await now.within(reading))).toBe('late');
  });

  it.each([
    [
      'broke off',
      () => ({ value: new ReadableStream({ start: (it) => it.error(new Error('cut')) }) }),
    ],
    ['is not to be kept', () => ({ expire: 0 })],
    ['took longer than may be', () => ({ timestamp: -61_000 })],
  ])('keeps nothing of an entry that %s', async (_, given) => {
    const now = await world();
    await render(now, now.one.handler, given());
    expect(await read(now, now.one.handler)).toBeUndefined();
    expect(await read(now, now.two.handler)).toBeUndefined();
  });

  it('lets Next go on when the cache is closed', async () => {
    const now = await world();
    await now.within(now.one.cache.close());
    expect(await read(now, now.one.handler)).toBeUndefined();
    await render(now, now.one.handler);
    expect(now.one.errors).toMatchObject([
      { code: 'CACHE_CLOSED' },
      { code: 'CACHE_CLOSED' },
      { code: 'CACHE_CLOSED' },
    ]);
  });

  it('keeps nothing longer than the entry lives', async () => {
    const now = await world();
    await render(now, now.one.handler, { expire: 10 });
    await now.time.run(9_000);
    expect(await read(now, now.one.handler)).toBe('page');
    await now.time.run(10_500);
    expect(await read(now, now.one.handler)).toBeUndefined();
  });
});

describe('a tag', () => {
  const change: Record<string, (now: World) => Promise<unknown>> = {
    'the API': ({ api }) => api.cache.invalidateTags(['contact:1']),
    'this server of Next': ({ one }) => one.handler.updateTags(['contact:1']),
    'another server of Next': ({ two }) => two.handler.updateTags(['contact:1']),
    'revalidateTag with a profile': ({ two }) =>
      two.handler.updateTags(['contact:1'], { expire: hour }),
  };

  it.each(Object.entries(change))('that %s ends, ends the entries of Next', async (_, end) => {
    const now = await world();
    await render(now, now.one.handler);
    await render(now, now.one.handler, { key: 'other', tags: ['contact:2'] });
    expect(await read(now, now.one.handler)).toBe('page');
    expect(await read(now, now.two.handler)).toBe('page');
    await now.within(end(now));
    await now.time.run(now.time.nowMs + 20);
    expect(await read(now, now.one.handler)).toBeUndefined();
    expect(await read(now, now.two.handler)).toBeUndefined();
    expect(await read(now, now.one.handler, 'other')).toBe('page');
  });

  it('that Next ends, ends the values of the API', async () => {
    const now = await world();
    const contacts = now.api.cache.namespace('contacts', {
      key: '{id}',
      codec: jsonCodec<string>(),
      tags: ({ id }) => [`contact:${id}`],
    });
    await now.within(contacts.get({ id: 1 }, () => 'Ada'));
    expect(contacts.peek({ id: 1 })).toBe('Ada');
    await now.within(now.one.handler.updateTags(['contact:1']));
    await now.time.run(now.time.nowMs + 20);
    expect(await now.within(contacts.get({ id: 1 }, () => 'Grace'))).toBe('Grace');
  });

  it.each(Object.entries(change))(
    'that %s ends while an entry is loaded keeps it from being stored',
    async (_, end) => {
      const now = await world();
      await render(now, now.one.handler, { meanwhile: () => end(now) });
      expect(await read(now, now.one.handler)).toBeUndefined();
      expect(await read(now, now.two.handler)).toBeUndefined();
    },
  );

  it('that was ended before a load does not keep it from being stored', async () => {
    const now = await world();
    await now.within(now.two.handler.updateTags(['contact:1']));
    await now.time.run(now.time.nowMs + 20);
    await render(now, now.one.handler);
    expect(await read(now, now.one.handler)).toBe('page');
  });

  it('that another entry has does not keep it from being stored', async () => {
    const now = await world();
    await render(now, now.one.handler, {
      meanwhile: () => now.two.handler.updateTags(['contact:2']),
    });
    expect(await read(now, now.two.handler)).toBe('page');
  });

  it('that ends while the shared server is away is not served here', async () => {
    const now = await world();
    await render(now, now.one.handler);
    now.one.connection.fault = 'cut';
    await now.within(now.one.handler.updateTags(['contact:1']));
    expect(await read(now, now.one.handler)).toBeUndefined();
    now.one.connection.fault = 'none';
    await now.time.run(now.time.nowMs + 5000);
    expect(await read(now, now.one.handler)).toBeUndefined();
    expect(await read(now, now.two.handler)).toBeUndefined();
  });
});

describe('a path', () => {
  const path = ['_N_T_/contacts/page'];

  it('that is revalidated ends the entries of Next and no value of the API', async () => {
    const now = await world();
    const numbers = now.api.cache.namespace('numbers', { key: '{id}', codec: jsonCodec<number>() });
    await now.within(numbers.get({ id: 1 }, () => 1));
    await render(now, now.one.handler);
    await now.within(now.two.handler.updateTags(path));
    await now.time.run(now.time.nowMs + 20);
    expect(await read(now, now.one.handler)).toBeUndefined();
    expect(numbers.peek({ id: 1 })).toBe(1);
  });

  it('that is revalidated while an entry is loaded keeps it from being stored', async () => {
    const now = await world();
    await render(now, now.one.handler, { meanwhile: () => now.two.handler.updateTags(path) });
    expect(await read(now, now.one.handler)).toBeUndefined();
  });
});

describe('clearing the cache', () => {
  it.each([
    ['all of it', (cache: Cache) => cache.clear()],
    ['by the names of all', (cache: Cache) => cache.invalidate(cache.names.all())],
  ])('while an entry is loaded keeps it from being stored: %s', async (_, clear) => {
    const now = await world();
    await render(now, now.one.handler, { meanwhile: () => clear(now.api.cache) });
    expect(await read(now, now.one.handler)).toBeUndefined();
    expect(await read(now, now.two.handler)).toBeUndefined();
  });
});
