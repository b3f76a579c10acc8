import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { suppressTracing } from '@opentelemetry/core';
import { type PostgresCluster, startPostgres } from '@unite/stack';
import pg from 'pg';
import Cursor from 'pg-cursor';
import QueryStream from 'pg-query-stream';

import { systemClock } from '@unite/apm/delivery';
import { bind } from '../../src/context/request-context.ts';
import { instrumentPg } from '../../src/instrumentation/pg.ts';
import { createRatio } from '../../src/sampling/ratio.ts';
import { createTracerProvider, type EndedSpan } from '../../src/tracer-provider.ts';

const spans: EndedSpan[] = [];
let postgres: PostgresCluster;
let pool: pg.Pool;

beforeAll(async () => {
  const { provider } = createTracerProvider({
    clock: systemClock,
    resource: {},
    share: createRatio(1),
    slowMs: 1000,
    buffer: { drop: () => undefined },
    keep: (ended) => void spans.push(...ended),
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  instrumentPg(pg);
  instrumentPg(pg);
  postgres = await startPostgres({ replicas: 0 });
  pool = new pg.Pool({ connectionString: postgres.migrationUrl, max: 1 });
  await pool.query('create table contacts (email text)');
  await pool.query('create table keys (key int unique deferrable initially deferred)');
}, 60_000);
afterAll(async () => {
  await pool.end();
  await postgres.close();
  trace.disable();
  context.disable();
});
beforeEach(() => void spans.splice(0));

/** Runs `work` in a span of its own and tells those of its queries. */
async function within(work: () => Promise<unknown>): Promise<readonly EndedSpan[]> {
  let traceId = '';
  await trace.getTracer('test').startActiveSpan('job', async (span) => {
    ({ traceId } = span.spanContext());
    await work();
    span.end();
  });
  return spans.filter((span) => /^[A-Z]/.test(span.name) && span.spanContext().traceId === traceId);
}

/** Each test's query, by promise, callback and query object. */
const ways: Readonly<Record<string, (text: string) => Promise<unknown>>> = {
  'pool and a promise': (text) => pool.query(text),
  'pool and a callback': (text) =>
    new Promise((resolve, reject) => {
      pool.query(text, (error: unknown, result: unknown) =>
        error ? reject(error) : resolve(result),
      );
    }),
  'client, a text and a promise': async (text) => {
    const client = await pool.connect();
    return client.query(text).finally(() => client.release());
  },
  'client and a promise': async (text) => {
    const client = await pool.connect();
    return client.query({ text }).finally(() => client.release());
  },
  'query object': async (text) => {
    const client = await pool.connect();
    const query = new pg.Query(text);
    try {
      return await new Promise((resolve, reject) => {
        query.once('end', resolve).once('error', reject);
        client.query(query);
      });
    } finally {
      client.release();
    }
  },
};

describe.each(Object.entries(ways))('a query by %s', (_, query) => {
  it('is one span without the data', async () => {
    const own = await within(() => query("select * from contacts where email = 'ada@example.org'"));
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({
      name: 'SELECT contacts',
      attributes: {
        'db.system.name': 'postgresql',
        'db.operation.name': 'SELECT',
        'db.collection.name': 'contacts',
        'db.query.text': 'select * from contacts where email = ?',
        'server.address': '127.0.0.1',
      },
    });
    expect(JSON.stringify(own[0]?.attributes)).not.toContain('ada');
  });

  it('that fails is an error with the code of the database', async () => {
    const own = await within(() => query('select * from nothing').catch(() => undefined));
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': '42P01', 'db.response.status_code': '42P01' },
    });
  });
});

describe('whoever waits for a connection', () => {
  it('keeps the own trace, with the wait as a span of it', async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, n) => within(() => pool.query(`select ${n} as "n${n}"`))),
    );
    for (const [n, own] of all.entries()) {
      expect(own.map(({ attributes }) => attributes['db.query.text'])).toEqual([
        `select ? as "n${n}"`,
      ]);
    }
    const waits = spans.filter(({ name }) => name === 'pg.pool.connect');
    expect(waits.length).toBeGreaterThan(0);
  });
});

describe('a transaction', () => {
  const named = (name: string) => spans.filter((span) => span.name === name);
  const idOf = (span: EndedSpan | undefined) => span?.spanContext().spanId;
  const parentOf = (span: EndedSpan | undefined) => span?.parentSpanContext?.spanId;

  /** Runs `work` with the pool's only connection. */
  async function connected(work: (client: pg.PoolClient) => Promise<unknown>) {
    const client = await pool.connect();
    try {
      await work(client);
    } finally {
      client.release();
    }
  }
  /** Gives statements one after the other, whatever comes of them. */
  const given =
    (...texts: string[]) =>
    async (client: pg.PoolClient) => {
      for (const text of texts) await client.query(text).catch(() => undefined);
    };
  /** The only transaction there was, and the names of the spans in it. */
  function only() {
    const transactions = named('pg.transaction');
    expect(transactions).toHaveLength(1);
    const [transaction] = transactions;
    const inside = spans.filter((span) => parentOf(span) === idOf(transaction));
    return { transaction, inside: inside.map(({ name }) => name) };
  }

  it('is one span with its statements in it, in the trace of who asks', async () => {
    await within(() =>
      connected(
        given('begin', "insert into contacts values ('a')", 'select 1 as n', 'commit', 'select 2'),
      ),
    );
    const { transaction, inside } = only();
    expect(inside).toEqual(['BEGIN', 'INSERT contacts', 'SELECT', 'COMMIT']);
    expect(transaction).toMatchObject({
      status: { code: SpanStatusCode.UNSET },
      attributes: { 'db.system.name': 'postgresql', 'unite.transaction.outcome': 'committed' },
    });
    const [job] = named('job');
    expect(parentOf(transaction)).toBe(idOf(job));
    expect(named('SELECT').map(parentOf)).toEqual([idOf(transaction), idOf(job)]);
  });

  it('by callbacks, given all at once, is one as well; so is the next', async () => {
    await within(() =>
      connected(
        (client) =>
          new Promise((resolve) => {
            for (const text of ['begin', 'select 1', 'commit', 'begin', 'select 2']) {
              client.query(text, () => undefined);
            }
            client.query('rollback', resolve);
          }),
      ),
    );
    const outcomes = named('pg.transaction').map(
      ({ attributes }) => attributes['unite.transaction.outcome'],
    );
    expect(outcomes).toEqual(['committed', 'rolled_back']);
    const parents = new Set(named('SELECT').map(parentOf));
    expect(parents).toEqual(new Set(named('pg.transaction').map(idOf)));
  });

  it('that is rolled back is no error, and a savepoint ends none', async () => {
    await within(() =>
      connected(given('begin', 'savepoint s', 'rollback to savepoint s', 'rollback')),
    );
    const { transaction, inside } = only();
    expect(inside).toEqual(['BEGIN', 'SAVEPOINT', 'ROLLBACK', 'ROLLBACK']);
    expect(transaction).toMatchObject({
      status: { code: SpanStatusCode.UNSET },
      attributes: { 'unite.transaction.outcome': 'rolled_back' },
    });
  });

  it.each([
    ['commits after an error', ['begin', 'select * from nothing', 'commit'], 'commit_rolled_back'],
    ['fails to commit', ['begin', 'insert into keys values (1), (1)', 'commit'], '23505'],
    ['cannot begin', ['begin isolation level none'], '42601'],
    ['is left open', ['begin', 'select 1'], 'transaction_left_open'],
  ])('that %s is an error', async (_, texts, errorType) => {
    await within(() => connected(given(...texts)));
    const { transaction } = only();
    expect(transaction).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'unite.transaction.outcome': 'rolled_back', 'error.type': errorType },
    });
    await pool.query('rollback');
    await within(() => pool.query('select 1'));
    expect(parentOf(named('SELECT').at(-1))).toBe(idOf(named('job').at(-1)));
  });

  it('whose connection is lost is an error', async () => {
    const own = new pg.Client({ connectionString: postgres.migrationUrl });
    own.on('error', () => undefined);
    await own.connect();
    await within(async () => {
      await own.query('begin');
      await own.query('select pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
      await own.end().catch(() => undefined);
    });
    const { transaction } = only();
    expect(transaction).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'connection_lost' },
    });
    expect(own.listenerCount('end')).toBe(0);
  });

  it('leaves statements in a nearer span of their caller', async () => {
    await within(() =>
      connected(async (client) => {
        await client.query('begin');
        await trace.getTracer('test').startActiveSpan('step', async (step) => {
          await client.query('select 1');
          step.end();
        });
        await client.query('commit');
      }),
    );
    expect(only().inside).toEqual(['BEGIN', 'COMMIT']);
    expect(named('SELECT').map(parentOf)).toEqual([idOf(named('step')[0])]);
  });

  it('of another connection at the same time is another', async () => {
    const wide = new pg.Pool({ connectionString: postgres.migrationUrl, max: 4 });
    await within(() =>
      Promise.all(
        Array.from({ length: 4 }, async (_, n) => {
          const client = await wide.connect();
          await given('begin', `select ${n}`, 'select pg_sleep(0.01)', 'commit')(client);
          client.release();
        }),
      ),
    );
    await wide.end();
    const parents = named('SELECT').map(parentOf);
    expect(named('pg.transaction')).toHaveLength(4);
    for (const transaction of named('pg.transaction')) {
      expect(parents.filter((id) => id === idOf(transaction))).toHaveLength(2);
    }
  });
});

describe('a cursor', () => {
  const text = 'select n from generate_series(1, 250) as n';

  /** Reads at most `max` rows, 100 at a time, and closes the cursor. */
  async function read(cursor: Cursor<{ n: number }>, max: number): Promise<number> {
    const client = await pool.connect();
    try {
      client.query(cursor);
      let count = 0;
      for (;;) {
        const { length } = await cursor.read(100);
        count += length;
        if (length === 0 || count >= max) return count;
      }
    } finally {
      await cursor.close();
      client.release();
    }
  }

  it.each([
    ['read to its end', 1000, 250],
    ['closed before', 100, 100],
  ])('that is %s is one span', async (_, max, rows) => {
    let count = 0;
    const own = await within(async () => (count = await read(new Cursor(text), max)));
    expect(count).toBe(rows);
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({
      attributes: { 'db.query.text': 'select n from generate_series(?, ?) as n' },
      status: { code: SpanStatusCode.UNSET },
    });
  });

  it('lasts until its last row was read', async () => {
    const own = await within(async () => {
      const client = await pool.connect();
      const cursor = client.query(new Cursor('select 1 as n'));
      await cursor.read(1);
      const beforeMs = Date.now();
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(Date.now() - beforeMs).toBeGreaterThan(50);
      await cursor.close();
      client.release();
    });
    const [seconds, nanos] = own[0]?.duration ?? [0, 0];
    expect(seconds * 1000 + nanos / 1e6).toBeGreaterThan(50);
  });

  it('that fails is one span with the code of the database, and fails as without tracing', async () => {
    const own = await within(async () => {
      const client = await pool.connect();
      const cursor = client.query(new Cursor('select 1 / (3 - n) from generate_series(1, 5) as n'));
      // Who listens to nothing is told by a throw.
      expect([cursor.listenerCount('error'), cursor.listenerCount('end')]).toEqual([0, 0]);
      await expect(cursor.read(5)).rejects.toMatchObject({ code: '22012' });
      await cursor.close();
      client.release();
    });
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': '22012' },
    });
  });

  it('in a transaction lies in it', async () => {
    await within(async () => {
      const client = await pool.connect();
      await client.query('begin');
      const cursor = client.query(new Cursor(text));
      await cursor.read(10);
      await cursor.close();
      await client.query('commit');
      client.release();
    });
    const [transaction] = spans.filter(({ name }) => name === 'pg.transaction');
    const inside = spans.filter(
      ({ parentSpanContext }) => parentSpanContext?.spanId === transaction?.spanContext().spanId,
    );
    expect(inside).toHaveLength(3);
  });
});

describe('a query stream', () => {
  const text = 'select n from generate_series(1, 250) as n';

  /** Reads at most `max` rows, 20 at a time, and gives the spans that were active while it did. */
  async function read(query: string, max = Infinity): Promise<ReadonlySet<unknown>> {
    const client = await pool.connect();
    const active = new Set<unknown>();
    const rows = client.query(new QueryStream(query, [], { batchSize: 20 }));
    const closed = new Promise((resolve) => rows.once('close', resolve));
    try {
      let count = 0;
      for await (const row of rows) {
        active.add(trace.getActiveSpan());
        count += row === undefined ? 0 : 1;
        if (count >= max) break;
      }
      return active;
    } finally {
      await closed;
      client.release();
    }
  }

  it.each([
    ['read to its end', Infinity],
    ['left before', 30],
  ])('that is %s is one span, and its reader stays in its own', async (_, max) => {
    let active: ReadonlySet<unknown> = new Set();
    let reader: unknown;
    const own = await within(async () => {
      reader = trace.getActiveSpan();
      active = await read(text, max);
    });
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({
      name: 'SELECT generate_series',
      attributes: { 'db.query.text': 'select n from generate_series(?, ?) as n' },
      status: { code: SpanStatusCode.UNSET },
    });
    expect([...active]).toEqual([reader]);
  });

  it('lasts until its last row was read', async () => {
    const [span] = await within(async () => {
      const client = await pool.connect();
      const rows = client.query(new QueryStream(text, [], { batchSize: 100 }));
      let isFirst = true;
      for await (const row of rows) {
        if (isFirst && row) await new Promise((resolve) => setTimeout(resolve, 60));
        isFirst = false;
      }
      client.release();
    });
    const [seconds, nanos] = span?.duration ?? [0, 0];
    expect(seconds * 1000 + nanos / 1e6).toBeGreaterThan(50);
  });

  it('that fails is one span with the code of the database', async () => {
    const own = await within(() =>
      expect(read('select 1 / (30 - n) from generate_series(1, 50) as n')).rejects.toMatchObject({
        code: '22012',
      }),
    );
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': '22012' },
    });
  });

  it('calls its listeners in their own span where it was bound', async () => {
    const active = new Set<unknown>();
    let listener: unknown;
    await within(async () => {
      listener = trace.getActiveSpan();
      const client = await pool.connect();
      const rows = bind(client.query(new QueryStream(text, [], { batchSize: 20 })));
      await new Promise((resolve, reject) => {
        rows.on('data', () => void active.add(trace.getActiveSpan()));
        rows.once('end', resolve).once('error', reject);
      });
      client.release();
    });
    expect([...active]).toEqual([listener]);
  });
});

describe('a query', () => {
  it('of telemetry itself makes no span', async () => {
    const own = await within(() =>
      context.with(suppressTracing(context.active()), () => pool.query('select 1')),
    );
    expect(own).toEqual([]);
  });

  it('that cannot be given throws as without tracing', async () => {
    const client = await pool.connect();
    // @ts-expect-error: what a program without types may do
    expect(() => client.query(null)).toThrow('null or undefined query');
    client.release();
  });
});

describe('a query by a text and a promise', () => {
  it('fails with a stack that leads to whoever has asked, as without tracing', async () => {
    const client = await pool.connect();
    const error: unknown = await client.query('select 1/0').catch((failed: unknown) => failed);
    client.release();
    expect(error).toBeInstanceOf(pg.DatabaseError);
    expect((error as Error).stack).toContain('pg.int.spec.ts');
  });
});
