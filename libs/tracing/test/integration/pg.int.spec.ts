import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { suppressTracing } from '@opentelemetry/core';
import { type PostgresCluster, startPostgres } from '@unite/stack';
import pg from 'pg';

import { systemClock } from '@unite/apm/delivery';
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
