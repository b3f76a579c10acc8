import { setTimeout as delay } from 'node:timers/promises';

import { trace } from '@opentelemetry/api';
import { type PostgresCluster, type RedisServer, startPostgres, startRedis } from '@unite/stack';
import DataLoader from 'dataloader';
import { Redis } from 'ioredis';
import pg from 'pg';

import {
  createTracing,
  getContext,
  instrumentIoredis,
  instrumentPg,
  type KeptSpan,
  registerTracing,
  runWithContext,
} from '../../src/index.ts';

const service = { name: 'shop', version: '1.4.0', environment: 'test' };

let spans: KeptSpan[] = [];
const faults: unknown[] = [];
const tracing = createTracing({ service, onKept: (kept) => void spans.push(...kept) });
let stop: (() => void)[];
let postgres: PostgresCluster;
let redisServer: RedisServer;
let pool: pg.Pool;
let redis: Redis;

beforeAll(async () => {
  const tracer = tracing.provider.getTracer('test');
  const undo = registerTracing(tracing);
  stop = [instrumentIoredis({ tracer, onFault: (error) => void faults.push(error) }), undo];
  instrumentPg(pg, { tracer });
  const started = await startRedis();
  if (started.missing !== null) throw new Error('there is no Redis server on this machine');
  redisServer = started;
  postgres = await startPostgres({ replicas: 0 });
  redis = new Redis(redisServer.url);
  pool = new pg.Pool({ connectionString: postgres.migrationUrl, max: 2 });
  // Both connect for nobody, so that what they tell later is of no trace by itself.
  await redis.set('present', 'text');
  await pool.query('select 1');
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await pool.end();
  await redisServer.close();
  await postgres.close();
  for (const end of stop) end();
});
beforeEach(() => void (spans = []));
afterEach(() => expect(faults).toEqual([]));

/** Runs `work` as a request of its own, and gives the names of the spans in its trace, sorted, and what it was. */
async function job<Result>(work: () => Promise<Result>) {
  return runWithContext({}, () =>
    trace.getTracer('test').startActiveSpan('job', async (span) => {
      const begun = getContext();
      const result = await work();
      // Whatever it has waited for, it is itself.
      expect(getContext()).toEqual(begun);
      span.end();
      return { result, begun, traceId: span.spanContext().traceId, spanId: begun.spanId };
    }),
  );
}

/** The spans of a trace but for the job's, once they have ended. */
async function below({ traceId, spanId }: { traceId: string; spanId?: string | undefined }) {
  await delay(20);
  return spans
    .filter((span) => span.spanContext().traceId === traceId && span.name !== 'job')
    .map((span) => {
      const isDirect = span.parentSpanContext?.spanId === spanId;
      return isDirect ? span.name : `deeper: ${span.name}`;
    })
    .toSorted();
}

const jobs = Array.from({ length: 20 }, (_, n) => n);

describe('a pipeline of Redis', () => {
  it('is one span of each command, in the span of who sends it', async () => {
    const sent = await job(() => redis.pipeline().set('a', '1').get('a').incr('a').exec());
    expect(sent.result?.map(([, value]) => value)).toEqual(['OK', '1', 2]);
    expect(await below(sent)).toEqual(['GET', 'INCR', 'SET']);
  });

  it('tells the command that has failed from those that have not', async () => {
    const sent = await job(() => redis.pipeline().get('present').incr('present').exec());
    expect(await below(sent)).toEqual(['GET', 'INCR']);
    const failed = spans.filter(({ status }) => status.code === 2).map(({ name }) => name);
    expect(failed).toEqual(['INCR']);
  });

  it('calls its callback in the span of who sends it', async () => {
    await job(async () => {
      const active = trace.getActiveSpan();
      const seen = await new Promise((resolve) => {
        void redis
          .pipeline()
          .get('present', () => resolve(trace.getActiveSpan()))
          .exec();
      });
      expect(seen).toBe(active);
    });
  });

  it('that ioredis makes of what all give at once leaves each in its own, and is in the one that came first', async () => {
    const together = new Redis(redisServer.url, { enableAutoPipelining: true });
    try {
      await together.ping();
      const all = await Promise.all(jobs.map((n) => job(() => together.get(`key-${n}`))));
      const spansOfAll = await Promise.all(all.map(below));
      expect(spansOfAll).toEqual([jobs.map(() => 'GET'), ...jobs.slice(1).map(() => [])]);
    } finally {
      together.disconnect();
    }
  });
});

describe('a transaction of Redis', () => {
  it('in a pipeline is one span of each command, with those around them', async () => {
    const commands = [
      ['set', 'a', '1'],
      ['get', 'a'],
    ];
    const sent = await job(() => redis.multi(commands).exec());
    expect(await below(sent)).toEqual(['EXEC', 'GET', 'MULTI', 'SET']);
  });

  it('without a pipeline is one span of each command', async () => {
    const sent = await job(async () => {
      const own = redis.duplicate();
      await own.ping();
      await own.multi({ pipeline: false });
      await own.set('a', '1');
      await own.get('a');
      await own.exec();
      own.disconnect();
    });
    expect(await below(sent)).toEqual(['EXEC', 'GET', 'MULTI', 'PING', 'SET']);
  });
});

describe('a loader that batches', () => {
  const load = async (keys: readonly number[]) => {
    const { rows } = await pool.query<{ n: number }>(
      'select n from generate_series(0, 100) as n where n = any($1)',
      [keys],
    );
    return keys.map((key) => rows.find(({ n }) => n === key)?.n);
  };
  const query = 'SELECT generate_series';

  it('of one request asks in the span of who asks', async () => {
    const asked = await job(async () => {
      const loader = new DataLoader(load);
      return Promise.all(jobs.map((n) => loader.load(n)));
    });
    expect(asked.result).toEqual(jobs);
    expect(await below(asked)).toEqual([query]);
  });

  it('of all requests leaves each in its own, and asks in the one that came first', async () => {
    const loader = new DataLoader(load);
    const all = await Promise.all(jobs.map((n) => job(() => loader.load(n))));
    expect(all.map(({ result }) => result)).toEqual(jobs);
    const spansOfAll = await Promise.all(all.map(below));
    expect(spansOfAll).toEqual([[query], ...jobs.slice(1).map(() => [])]);
  });
});
