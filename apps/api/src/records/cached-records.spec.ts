import { createCache } from '@unite/cache';
import { isProblem } from '@unite/problem-details';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import pg from 'pg';

import type { Database } from '../db/schema.ts';

import { problems } from '../problems.ts';
import {
  type CachedEntity,
  type CachedRecordsParts,
  cacheRecords,
  cachedEntities,
  openCounts,
} from './cached-records.ts';
import type { RecordWritten, StoredRecords } from './record-store.ts';
import type { ListRequest, Page } from './records.ts';

interface Thing {
  readonly id: string;
  readonly version: number;
}

const [one, other] = [
  '01a20637-2283-7165-9456-e08a8cc614dc',
  '01a20637-2283-7165-9456-e08a8cc614dd',
];
const first: ListRequest = { sort: 'name', limit: 50, search: '', filters: {} };

/** Has transactions, and nothing in them. */
const db = new Kysely<Database>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** Records that count what they are asked, and fail as they are told: with a problem before the end of a transaction. */
function stored() {
  const asked: string[] = [];
  let version = 1;
  let failure: Error | undefined;
  const write = async (beforeCommit?: RecordWritten): Promise<Thing> => {
    if (isProblem(failure)) throw failure;
    await db.transaction().execute(async (trx) => beforeCommit?.(trx, one));
    if (!(failure instanceof pg.DatabaseError)) version += 1;
    if (failure) throw failure;
    return { id: one, version };
  };
  const records: StoredRecords<Thing, object, object> = {
    list: async (workspace): Promise<Page<Thing>> => {
      asked.push(`list ${workspace}`);
      return { items: [{ id: one, version }], nextCursor: null };
    },
    count: async (workspace) => {
      asked.push(`count ${workspace}`);
      return version;
    },
    read: async (workspace, id) => {
      asked.push(`read ${workspace} ${id}`);
      if (failure) throw failure;
      return { id, version };
    },
    create: (_workspace, _draft, beforeCommit) => write(beforeCommit),
    update: (_workspace, _id, _expected, _changes, beforeCommit) => write(beforeCommit),
    remove: async (_workspace, _id, _expected, beforeCommit) => void (await write(beforeCommit)),
    restore: (_workspace, _id, beforeCommit) => write(beforeCommit),
  };
  return { asked, records, fail: (error: Error | undefined) => (failure = error) };
}

describe('cached records', () => {
  const open = () => {
    const cache = createCache<CachedEntity>({ tenant: 'workspace', entities: cachedEntities });
    const { asked, records, fail } = stored();
    const kind = { plural: 'contacts', singular: 'contact', sorts: ['name'], filters: [] } as const;
    const outbox: CachedRecordsParts['outbox'] = {
      invalidateOnCommit: async (_transaction, ...names) => ({
        send: () => cache.invalidate(...names),
      }),
    };
    const cached = cacheRecords(records, kind, { cache, counts: openCounts(cache), outbox });
    /** Everything that can be read, in two workspaces; one more record is read in the first. */
    const see = async () => ({
      a: [
        (await cached.list('a', first)).items[0]?.version,
        await cached.count('a', first),
        (await cached.read('a', one)).version,
      ],
      other: (await cached.read('a', other)).version,
      b: [(await cached.list('b', first)).items[0]?.version, await cached.count('b', first)],
    });
    return { asked, cached, fail, see };
  };

  it('are asked for once', async () => {
    const { asked, see } = open();
    const before = await see();
    const count = asked.length;
    expect(await see()).toEqual(before);
    expect([count, asked.length]).toEqual([6, 6]);
  });

  it('are asked for at every search', async () => {
    const { asked, cached } = open();
    for (let n = 0; n < 2; n += 1) {
      await cached.list('a', { ...first, search: 'Ada' });
      await cached.count('a', { search: 'Ada', filters: {} });
    }
    expect(asked).toHaveLength(4);
  });

  it('are one under an id in any case', async () => {
    const { asked, cached } = open();
    await cached.read('a', one);
    await cached.read('a', one.toUpperCase());
    await cached.update('a', one.toUpperCase(), { any: true }, {});
    expect((await cached.read('a', one)).version).toBe(2);
    expect(asked).toEqual([`read a ${one}`, `read a ${one}`]);
  });

  const writes: readonly [
    string,
    (cached: ReturnType<typeof open>['cached']) => Promise<unknown>,
  ][] = [
    ['created', (cached) => cached.create('a', {})],
    ['updated', (cached) => cached.update('a', one, { any: true }, {})],
    ['removed', (cached) => cached.remove('a', one, { any: true })],
    ['restored', (cached) => cached.restore('a', one)],
  ];

  it.each(writes)('are read anew where one was %s, and nowhere else', async (_, write) => {
    const { cached, see } = open();
    await see();
    await write(cached);
    expect(await see()).toEqual({ a: [2, 2, 2], other: 1, b: [1, 1] });
  });

  it.each(writes)('are read anew when nobody knows whether one was %s', async (_, write) => {
    const { cached, fail, see } = open();
    await see();
    const lost = new Error('Connection terminated unexpectedly');
    fail(lost);
    await expect(write(cached)).rejects.toBe(lost);
    fail(undefined);
    expect(await see()).toEqual({ a: [2, 2, 2], other: 1, b: [1, 1] });
  });

  it.each(writes)(
    'stay as they are when the database refused that one was %s',
    async (_, write) => {
      const { asked, cached, fail, see } = open();
      await see();
      const count = asked.length;
      const refused = new pg.DatabaseError('could not serialize access', 0, 'error');
      refused.code = '40001';
      fail(refused);
      await expect(write(cached)).rejects.toBe(refused);
      fail(undefined);
      await see();
      expect(asked).toHaveLength(count);
    },
  );

  it.each(writes)('stay as they are when one was refused to be %s', async (_, write) => {
    const { cached, fail, see } = open();
    await see();
    fail(problems.preconditionFailed());
    await expect(write(cached)).rejects.toMatchObject({ status: 412 });
    fail(undefined);
    expect(await see()).toEqual({ a: [1, 1, 1], other: 1, b: [1, 1] });
  });

  it('are read anew after somebody else has written them', async () => {
    const { asked, cached, see } = open();
    await see();
    await cached.joinedWrite('a', (beforeCommit) => db.transaction().execute(beforeCommit));
    await see();
    expect(asked.slice(6)).toEqual(['list a', 'count a', `read a ${one}`, `read a ${other}`]);
  });

  it('keep no failure', async () => {
    const { cached, fail } = open();
    fail(problems.notFound());
    await expect(cached.read('a', one)).rejects.toMatchObject({ status: 404 });
    fail(undefined);
    expect((await cached.read('a', one)).version).toBe(1);
  });
});
