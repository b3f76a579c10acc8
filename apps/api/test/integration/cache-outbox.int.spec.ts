import { setTimeout as delay } from 'node:timers/promises';

import {
  type FaultProxy,
  type OtlpReceiver,
  type RedisServer,
  startFaultProxy,
  startOtlpReceiver,
  startRedis,
} from '@unite/stack';

import type { ApiProcess } from '../api-process.ts';
import { type ApiStage, type Tenant, ask, openApiStage } from './api-stage.ts';
import { startInstance } from './start-instance.ts';

/** Within which every process has to know what another one wrote, whatever became of that one. */
const boundMs = 5_000;

let stage: ApiStage;
let server: RedisServer;
let collector: OtlpReceiver;
/** Serves all the time. */
let b: ApiProcess;

beforeAll(async () => {
  stage = await openApiStage();
  const started = await startRedis({ env: { PATH: process.env['PATH'] } });
  if (started.missing) throw new Error(started.missing.why);
  server = started;
  collector = await startOtlpReceiver();
  b = await start(server.url);
});
afterAll(async () => {
  await b.kill();
  await Promise.all([server.close(), collector.close()]);
  await stage.close();
});

function start(redisUrl: string): Promise<ApiProcess> {
  return startInstance(stage, {
    REDIS_URL: redisUrl,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    LOG_LEVEL: 'info',
    DRAIN_DELAY_MS: '0',
  });
}

async function until<T>(
  look: () => Promise<T>,
  isIt: (found: T) => boolean,
  withinMs = boundMs,
): Promise<T> {
  for (const endsAt = performance.now() + withinMs; ;) {
    const found = await look();
    if (isIt(found)) return found;
    if (performance.now() > endsAt) {
      throw new Error(`not within ${withinMs} ms: ${JSON.stringify(found).slice(0, 500)}`);
    }
    await delay(20);
  }
}

const waiting = async () =>
  (await stage.sql<{ rows: number }>('select count(*)::integer as rows from cache_outbox'))[0]
    ?.rows;

/** A workspace with one contact, and what instances tell of it. */
async function workspace() {
  const { workspaceId, key } = await stage.tenant();
  const call = (
    instance: ApiProcess,
    method: string,
    path: string,
    options: Parameters<Tenant['call']>[2] = {},
  ) =>
    ask(instance.url + path, method, {
      ...options,
      headers: { authorization: `Bearer ${key}`, 'if-match': '*', ...options.headers },
    });
  const created = await call(b, 'POST', '/api/contacts', {
    body: { name: 'Ada', email: 'a@x.example' },
  });
  const id = String(created.body['id']);
  return {
    workspaceId,
    call,
    rename: (instance: ApiProcess, name: string) =>
      call(instance, 'PATCH', `/api/contacts/${id}`, { body: { name } }),
    importOver: (instance: ApiProcess, name: string) =>
      call(instance, 'POST', '/api/contacts/import', {
        body: `email,name\na@x.example,${name}\n`,
        headers: { 'content-type': 'text/csv' },
      }),
    /** What an instance shows, by itself and in a list. */
    see: async (instance: ApiProcess) => {
      const one = await call(instance, 'GET', `/api/contacts/${id}`);
      const { body } = await call(instance, 'GET', '/api/contacts');
      const items = body['items'] as { name: string }[]; // the route serialises it so
      return [one.body['name'], ...items.map(({ name }) => name)];
    },
    stored: async () =>
      (await stage.sql<{ name: string }>('select name from contacts where id = $1', [id]))[0]?.name,
    states: async (instance: ApiProcess) => {
      const query = new URLSearchParams({ namespace: 'contact', key: id }).toString();
      const { body } = await call(instance, 'GET', `/api/operations/cache/explain?${query}`);
      // The route serialises it so.
      const { memory, shared } = body as Record<'memory' | 'shared', { state: string }>;
      return [memory.state, shared.state];
    },
  };
}

type Place = Awaited<ReturnType<typeof workspace>>;

describe('an instance that is killed between its commit and its invalidation', () => {
  const writes: readonly [string, (place: Place, a: ApiProcess) => Promise<unknown>][] = [
    ['a record that it wrote', (place, a) => place.rename(a, 'Grace')],
    ['the batch of an import', (place, a) => place.importOver(a, 'Grace')],
  ];

  /** Lets an instance write, and die before Redis hears of it. @returns once the other has old values */
  async function dieAfterCommit(write: (place: Place, a: ApiProcess) => Promise<unknown>) {
    await using proxy: FaultProxy = await startFaultProxy({
      target: { port: Number(new URL(server.url).port) },
    });
    const a = await start(proxy.through(server.url));
    try {
      const place = await workspace();
      await until(
        () => place.see(b).then(() => place.states(b)),
        (states) => states.join() === 'fresh,fresh',
      );
      await proxy.set('blackhole');
      const answer = write(place, a).catch((error: unknown) => error);
      await until(place.stored, (name) => name === 'Grace');
      await a.kill();
      await answer;
      return place;
    } finally {
      await a.kill();
      // What is held in the proxy, which may be an invalidation, is lost with its connections.
    }
  }

  it.each(writes)('leaves %s to another one, which stops serving what was', async (_, write) => {
    const place = await dieAfterCommit(write);
    await until(
      () => place.see(b),
      (names) => names.join() === 'Grace,Grace',
    );
    await until(waiting, (rows) => rows === 0);
  });

  it.each(writes)('leaves what was, without a row for %s', async (_, write) => {
    await stage.sql(`
      create function forget() returns trigger language plpgsql security definer as
        $$ begin delete from cache_outbox where id = new.id; return null; end $$`);
    await stage.sql(`
      create trigger forget after insert on cache_outbox for each row execute function forget()`);
    try {
      const place = await dieAfterCommit(write);
      await delay(boundMs);
      expect([await place.stored(), await place.see(b)]).toEqual(['Grace', ['Ada', 'Ada']]);
    } finally {
      await stage.sql('drop trigger forget on cache_outbox');
      await stage.sql('drop function forget');
    }
  });
});

describe('a write', () => {
  it('that is refused or rolled back invalidates nothing', async () => {
    const place = await workspace();
    const { call, rename, see, states, stored } = place;
    await call(b, 'POST', '/api/contacts', { body: { name: 'Eve', email: 'e@x.example' } });
    const fresh = () =>
      until(
        () => see(b).then(() => states(b)),
        (found) => found.join() === 'fresh,fresh',
      );
    await fresh();
    const refused = await call(b, 'POST', '/api/contacts', {
      body: { name: 'E', email: 'e@x.example' },
    });
    // As late as can be: its row is written, and the commit fails.
    await stage.sql(`
      create function refuse() returns trigger language plpgsql as
        $$ begin raise exception 'refused' using errcode = '40001'; end $$`);
    await stage.sql(`
      create constraint trigger refuse after update on contacts
        deferrable initially deferred for each row execute function refuse()`);
    const rolledBack = await rename(b, 'Grace');
    await stage.sql('drop trigger refuse on contacts');
    await stage.sql('drop function refuse');
    await delay(1_500);
    expect([refused.status, rolledBack.status, await stored()]).toEqual([409, 503, 'Ada']);
    expect([await states(b), await waiting()]).toEqual([['fresh', 'fresh'], 0]);
    // The control: one that is committed does.
    expect((await rename(b, 'Grace')).status).toBe(200);
    expect(await states(b)).toEqual(['invalidated', 'invalidated']);
  });

  it('leaves its row while Redis is away, which is told, and sent when it is back', async () => {
    const place = await workspace();
    const told = async () => {
      const { text } = await ask(`${b.url}/metrics`, 'GET');
      return Number(/^cache_outbox_rows\S* (\d+)$/m.exec(text)?.[1]);
    };
    await until(told, (rows) => rows === 0);
    await server.crash();
    try {
      expect((await place.rename(b, 'Grace')).status).toBe(200);
      expect(await place.see(b)).toEqual(['Grace', 'Grace']);
      await until(told, (rows) => rows >= 1);
      const shown = await place.call(b, 'GET', '/api/operations/cache');
      expect(shown.body['waiting']).toBeGreaterThanOrEqual(1);
    } finally {
      await server.restart();
    }
    await until(told, (rows) => rows === 0, 15_000);
    expect(await waiting()).toBe(0);
  });

  it('outlives the loss of Redis and of its instance', async () => {
    const place = await workspace();
    const a = await start(server.url);
    await server.crash();
    try {
      expect((await place.rename(a, 'Grace')).status).toBe(200);
      expect(await waiting()).toBe(1);
    } finally {
      await a.kill();
      await server.restart();
    }
    await until(waiting, (rows) => rows === 0, 15_000);
    expect(await place.see(b)).toEqual(['Grace', 'Grace']);
  });
});

it('looks for rows, and for what others have invalidated, without traces of its own', async () => {
  const place = await workspace();
  await place.rename(b, 'Grace');
  const spans = () => collector.received.filter((item) => item.kind === 'span');
  const ofTheCache = (span: { name: string }) => /cache_outbox|^X|^TIME$/.test(span.name);
  await collector.waitFor(() => spans().some(ofTheCache), 10_000);
  const roots = spans().filter(({ parentSpanId }) => parentSpanId === '');
  expect(roots.map(({ name }) => name)).toContain('PATCH /api/contacts/:id');
  expect(roots.filter(ofTheCache)).toEqual([]);
  // What the cache does for a request is told with it.
  expect(spans().map(({ name }) => name)).toEqual(expect.arrayContaining(['EXEC']));
});
