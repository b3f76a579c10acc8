import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { startPostgres, type PostgresCluster, type RedisServer } from '@unite/stack';
import type { Redis } from 'ioredis';
import pg from 'pg';
import {
  createCache,
  glob,
  jsonCodec,
  type Cache,
  type InvalidationNames,
} from '../../src/index.ts';
import { createOutbox, outboxTable, type OutboxOptions } from '../../src/postgres/index.ts';
import { redisStore } from '../../src/redis/index.ts';
import { connect, harness, ownRedis, ready } from './own-redis.ts';

jest.setTimeout(60_000);

const { wait } = harness;
let postgres: PostgresCluster;
let server: RedisServer;
let redis: Redis;
let pool: pg.Pool;
const opened: AsyncDisposable[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  [postgres, server] = await Promise.all([startPostgres({ replicas: 0 }), ownRedis()]);
  pool = new pg.Pool({ connectionString: postgres.migrationUrl });
  await pool.query(outboxTable());
  await pool.query('CREATE TABLE contacts (id int PRIMARY KEY, name text)');
  redis = connect(server.url);
  await ready(redis);
});
afterAll(async () => {
  redis.disconnect();
  await pool.end();
  await Promise.all([postgres.close(), server.close()]);
});
beforeEach(async () => {
  await pool.query('TRUNCATE cache_outbox');
  await pool.query(
    "INSERT INTO contacts VALUES (1, 'Ada') ON CONFLICT (id) DO UPDATE SET name = 'Ada'",
  );
  await redis.flushall();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  // Outboxes before the caches that they send with.
  for (const each of opened.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

function open<T extends AsyncDisposable>(each: T): T {
  opened.push(each);
  return each;
}

/** A cache as each process has one, with what it keeps of contacts, and how it reads one. */
async function aProcess(options: { readonly confirmTimeoutMs?: number } = {}) {
  const cache = open(createCache({ shared: redisStore(redis), ...options }));
  const contacts = cache.namespace('contacts', { key: '{id}', codec: jsonCodec<string>() });
  await cache.ready();
  const name = () =>
    contacts.get({ id: 1 }, async () => {
      const { rows } = await pool.query<{ name: string }>('SELECT name FROM contacts');
      return rows[0]?.name ?? '';
    });
  return { cache, contacts, name };
}

const outboxOf = (cache: OutboxOptions['cache'], options: Partial<OutboxOptions> = {}) =>
  open(createOutbox({ cache, pool, ...options }));

/** A cache that only writes down what it is told, and how it answers. */
function recorder(isConfirmed: () => boolean = () => true) {
  const seen: string[] = [];
  const cache: OutboxOptions['cache'] = {
    names: { all: () => ({ tags: ['all'] }), tags: (...tags) => ({ tags }) },
    health: () => ({ isLive: true, liveMs: 0, isSharedAvailable: true, pending: 0 }),
    async invalidate(...names: readonly InvalidationNames[]) {
      await wait(1);
      const confirmed = isConfirmed();
      if (confirmed) seen.push(...names.flatMap(({ tags = [] }) => tags));
      return { isConfirmed: confirmed, pending: 0 };
    },
  };
  return { cache, seen };
}

async function until(isTrue: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isTrue())) await wait(10);
}

const waiting = async () =>
  (await pool.query<{ rows: number }>('SELECT count(*)::int AS rows FROM cache_outbox')).rows[0]
    ?.rows;

/** Runs `work` in a transaction that ends by `end`. */
async function inTransaction<T>(
  work: (client: pg.PoolClient) => Promise<T>,
  end = 'COMMIT',
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query(end);
    return result;
  } finally {
    client.release();
  }
}

/** Starts a program of ../outbox; resolves with what it printed first, once it did or is gone. */
async function program(
  file: string,
  given: object,
): Promise<{ readonly child: ChildProcess; readonly printed: string }> {
  const path = join(__dirname, '../outbox', file);
  const child = spawn(process.execPath, [path, JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  children.push(child);
  const printed = await new Promise<string>((resolve) => {
    child.on('close', () => resolve(''));
    child.stdout.once('data', (text: Buffer) => resolve(String(text)));
  });
  return { child, printed };
}

/** Lets another process take all rows on and get a signal before it sent them. */
async function claim(signal: 'SIGSTOP' | 'SIGKILL', claimMs: number): Promise<void> {
  const given = { databaseUrl: postgres.migrationUrl, signal, claimMs };
  expect((await program('claiming-program.ts', given)).printed).toBe('claimed\n');
}

/** Lets another process rename the contact and die by SIGKILL right after its commit. */
async function dieAfterCommit(name: string, hasOutbox = true): Promise<void> {
  const given = { databaseUrl: postgres.migrationUrl, redisUrl: server.url, name, hasOutbox };
  const { child } = await program('committing-program.ts', given);
  expect(child.signalCode).toBe('SIGKILL');
}

describe('a process that dies between its commit and its invalidation', () => {
  it.each([
    ['announced by NOTIFY', { pollMs: 60_000 }],
    ['found by looking', { notify: false, pollMs: 50 }],
  ])('loses nothing: another process sends it, %s', async (_, options) => {
    const { cache, contacts, name } = await aProcess();
    expect(await name()).toBe('Ada');
    const outbox = outboxOf(cache, options);
    await until(async () => (await outbox.backlog()).rows === 0);
    await dieAfterCommit('Grace');
    await until(async () => (await name()) === 'Grace');
    expect(contacts.stats().loads).toBe(2);
    await until(async () => (await outbox.backlog()).rows === 0);
  });

  it('loses nothing when nobody was there: who comes later sends it', async () => {
    const { cache, name } = await aProcess();
    expect(await name()).toBe('Ada');
    await dieAfterCommit('Grace');
    expect(await name()).toBe('Ada');
    const outbox = outboxOf(cache, { pollMs: 60_000, notify: false });
    await until(async () => (await outbox.backlog()).rows === 0);
    expect(await name()).toBe('Grace');
  });

  it('loses nothing while the shared server stands still', async () => {
    const { cache, name } = await aProcess({ confirmTimeoutMs: 100 });
    expect(await name()).toBe('Ada');
    await dieAfterCommit('Grace');
    server.freeze();
    const outbox = outboxOf(cache, { pollMs: 50 });
    await wait(500);
    expect((await outbox.backlog()).rows).toBe(1);
    server.thaw();
    await until(async () => (await outbox.backlog()).rows === 0);
    expect(await name()).toBe('Grace');
  });

  it('leaves the old value everywhere if it has no outbox', async () => {
    const { cache, name } = await aProcess();
    expect(await name()).toBe('Ada');
    outboxOf(cache, { pollMs: 50 });
    await dieAfterCommit('Grace', false);
    await wait(1000);
    expect(await name()).toBe('Ada');
  });
});

describe('a transaction', () => {
  const rename = (client: pg.PoolClient) =>
    client.query("UPDATE contacts SET name = 'Grace' WHERE id = 1");

  it('that commits is followed by what it wished, here at once and everywhere', async () => {
    const [writer, reader] = [await aProcess(), await aProcess()];
    await Promise.all([writer.name(), reader.name()]);
    const outbox = outboxOf(writer.cache);
    const committing = await inTransaction(async (client) => {
      await rename(client);
      return outbox.invalidateOnCommit(client, writer.contacts.names.key({ id: 1 }));
    });
    expect(writer.contacts.peek({ id: 1 })).toBe('Ada');
    expect(await committing.send()).toEqual({ isConfirmed: true, pending: 0 });
    expect(await writer.name()).toBe('Grace');
    await until(async () => (await reader.name()) === 'Grace');
    await until(async () => (await waiting()) === 0);
  });

  it('that wishes the end of a pattern ends by its row what matches, and nothing else', async () => {
    const [writer, reader] = [await aProcess(), await aProcess()];
    await writer.contacts.get({ id: 2 }, () => 'Linus');
    await Promise.all([writer.name(), reader.name()]);
    await inTransaction(async (client) => {
      await rename(client);
      const matching = writer.contacts.names.matching({ id: glob`1*` });
      return outboxOf(writer.cache).invalidateOnCommit(client, matching);
    });
    await until(async () => (await waiting()) === 0);
    await until(async () => (await reader.name()) === 'Grace');
    expect(await writer.name()).toBe('Grace');
    expect(await reader.contacts.get({ id: 2 }, () => 'unread')).toBe('Linus');
  });

  it.each(['ROLLBACK', 'ROLLBACK TO SAVEPOINT before'])(
    'that ends by %s invalidates nothing',
    async (end) => {
      const { cache, contacts, name } = await aProcess();
      const outbox = outboxOf(cache, { pollMs: 50 });
      await name();
      await inTransaction(async (client) => {
        await client.query('SAVEPOINT before');
        await rename(client);
        await outbox.invalidateOnCommit(client, contacts.names.key({ id: 1 }));
        await client.query(end);
      }, 'COMMIT');
      await wait(300);
      expect(await outbox.relay()).toBe(0);
      expect(contacts.peek({ id: 1 })).toBe('Ada');
      expect(contacts.stats().loads).toBe(1);
    },
  );

  it('is not visible to the relay before it commits', async () => {
    const { cache, seen } = recorder();
    const outbox = outboxOf(cache, { notify: false, pollMs: 60_000 });
    await inTransaction(async (client) => {
      await outbox.invalidateOnCommit(client, { tags: ['t'] });
      expect(await outbox.relay()).toBe(0);
    });
    expect(await outbox.relay()).toBe(1);
    expect(seen).toEqual(['t']);
  });

  it('that has not begun is refused', async () => {
    const outbox = outboxOf(recorder().cache);
    const client = await pool.connect();
    const refusal = { code: 'CACHE_OUTSIDE_TRANSACTION' };
    await expect(outbox.invalidateOnCommit(client, { tags: ['t'] })).rejects.toMatchObject(refusal);
    client.release();
    // @ts-expect-error: a pool is no transaction.
    await expect(outbox.invalidateOnCommit(pool, { tags: ['t'] })).rejects.toMatchObject(refusal);
    expect(await waiting()).toBe(0);
  });
});

describe('an invalidation that is sent more than once', () => {
  it('does no harm but a load', async () => {
    const { cache, contacts, name } = await aProcess();
    const [outbox, other] = [outboxOf(cache), outboxOf(cache)];
    await name();
    const committing = await inTransaction(async (client) => {
      await client.query("UPDATE contacts SET name = 'Grace' WHERE id = 1");
      return outbox.invalidateOnCommit(client, contacts.names.key({ id: 1 }));
    });
    await Promise.all([committing.send(), other.relay(), outbox.relay(), committing.send()]);
    expect(await name()).toBe('Grace');
    await committing.send();
    expect(await name()).toBe('Grace');
    expect(contacts.stats().loads).toBe(3);
    await until(async () => (await waiting()) === 0);
  });
});

describe('processes that send from one table', () => {
  const write = (count: number) =>
    pool.query(
      `INSERT INTO cache_outbox (names)
       SELECT jsonb_build_object('tags', jsonb_build_array(n::text)) FROM generate_series(1, $1) n`,
      [count],
    );
  const numbers = (count: number) => Array.from({ length: count }, (_, at) => String(at + 1));

  it('share the rows without sending one twice', async () => {
    await write(1000);
    const all = Array.from({ length: 5 }, () => recorder());
    const outboxes = all.map(({ cache }) =>
      outboxOf(cache, { batchRows: 10, notify: false, pollMs: 60_000 }),
    );
    await until(async () => (await waiting()) === 0);
    await Promise.all(outboxes.map((outbox) => outbox.relay()));
    const sent = all.flatMap(({ seen }) => seen);
    expect(sent.sort()).toEqual(numbers(1000).sort());
    expect(all.filter(({ seen }) => seen.length > 0).length).toBeGreaterThan(1);
  });

  it.each(['SIGSTOP', 'SIGKILL'] as const)(
    'take over the rows of one that got %s',
    async (signal) => {
      await write(3);
      const given = { databaseUrl: postgres.migrationUrl, signal, claimMs: 1000 };
      await program('claiming-program.ts', given);
      const { cache, seen } = recorder();
      outboxOf(cache, { notify: false, pollMs: 50 });
      await until(() => seen.length === 3);
      expect(seen).toEqual(numbers(3));
    },
  );

  it('leave the rows of one that is sending them to it', async () => {
    await write(3);
    await claim('SIGSTOP', 60_000);
    const { cache, seen } = recorder();
    const outbox = outboxOf(cache, { notify: false, pollMs: 50 });
    await wait(500);
    expect(seen).toEqual([]);
    expect((await outbox.backlog()).rows).toBe(3);
  });

  it('keep the rows that were not confirmed', async () => {
    await write(3);
    let isConfirmed = false;
    const { cache, seen } = recorder(() => isConfirmed);
    const outbox = outboxOf(cache, { notify: false, pollMs: 60_000 });
    expect(await outbox.relay()).toBe(0);
    expect((await outbox.backlog()).rows).toBe(3);
    isConfirmed = true;
    expect(await outbox.relay()).toBe(3);
    expect(seen).toEqual(numbers(3));
    expect(await outbox.backlog()).toEqual({ rows: 0, oldestMs: 0 });
  });

  it('invalidate everything for a row that they do not understand', async () => {
    await pool.query(`INSERT INTO cache_outbox (names) VALUES ('{"tags": "t"}'), ('7')`);
    const { cache, seen } = recorder();
    const outbox = outboxOf(cache, { notify: false, pollMs: 60_000 });
    expect(await outbox.relay()).toBe(2);
    expect(seen).toEqual(['all']);
  });
});

describe('the connection that listens', () => {
  it('is opened again after it was lost, and rows of the meantime are sent', async () => {
    const { cache, seen } = recorder();
    const errors: unknown[] = [];
    const outbox = outboxOf(cache, {
      pollMs: 60_000,
      onError: (error) => void errors.push(error),
    });
    const send = (tag: string) =>
      inTransaction((client) => outbox.invalidateOnCommit(client, { tags: [tag] }));
    await send('first');
    await until(() => seen.includes('first'));
    await pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = \'LISTEN "cache_outbox"\'',
    );
    await send('second');
    await until(() => seen.includes('second'));
    expect(errors.length).toBeGreaterThan(0);
  });

  it('is what makes it fast: without it a row waits for the next look', async () => {
    const { cache, seen } = recorder();
    const outbox = outboxOf(cache, { notify: false, pollMs: 60_000 });
    // The look at the beginning, for which a timer of 0 ms is set, is over then.
    await wait(100);
    await outbox.relay();
    await inTransaction((client) => outbox.invalidateOnCommit(client, { tags: ['t'] }));
    await wait(1000);
    expect(seen).toEqual([]);
  });

  it('goes with the outbox', async () => {
    const outbox = createOutbox({ cache: recorder().cache, pool });
    const listening = async () =>
      (await pool.query("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")).rows.length;
    await until(async () => (await listening()) === 1);
    await outbox.close();
    await until(async () => (await listening()) === 0);
  });
});

// Only its type: every cache is what an outbox can send with.
void ((cache: Cache): OutboxOptions['cache'] => cache);
