import { setTimeout as delay } from 'node:timers/promises';

import { type RedisServer, startRedis } from '@unite/stack';
import { Redis } from 'ioredis';

import type { CacheExplanation, OperationsCache } from '../../src/operations/cache-schemas.ts';
import type { ApiProcess } from '../api-process.ts';
import { type Answer, type ApiStage, ask, openApiStage } from './api-stage.ts';
import { startInstance } from './start-instance.ts';

/** Within which every process has to know what another one wrote. The cache promises less than half of it. */
const boundMs = 5_000;

const firstPage = 'sort.-createdAt~limit.50';

describe('the cache of two instances', () => {
  let stage: ApiStage;
  let server: RedisServer;
  let redis: Redis;
  let a: ApiProcess;
  let b: ApiProcess;

  beforeAll(async () => {
    stage = await openApiStage();
    // Our own, whatever REDIS_URL says: it is crashed and emptied.
    const started = await startRedis({ env: { PATH: process.env['PATH'] } });
    if (started.missing) throw new Error(started.missing.why);
    server = started;
    redis = new Redis(server.url, { retryStrategy: () => 50 });
    redis.on('error', () => undefined);
    [a, b] = await Promise.all([start(), start()]);
  });
  afterAll(async () => {
    redis.disconnect();
    await Promise.all([a, b].map((one) => one.kill()));
    await server.close();
    await stage.close();
  });

  const start = (): Promise<ApiProcess> =>
    startInstance(stage, { REDIS_URL: server.url, LOG_LEVEL: 'info', DRAIN_DELAY_MS: '0' });

  /** A workspace that asks whichever instance it wants. */
  async function workspace() {
    const { workspaceId, key } = await stage.tenant();
    const call = (
      instance: ApiProcess,
      method: string,
      path: string,
      options: { body?: unknown; headers?: Record<string, string> } = {},
    ) =>
      ask(instance.url + path, method, {
        ...options,
        headers: { authorization: `Bearer ${key}`, ...options.headers },
      });
    const get = async (instance: ApiProcess, path: string): Promise<Answer> => {
      const answer = await call(instance, 'GET', path);
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
      return answer;
    };
    return {
      id: workspaceId,
      key,
      call,
      get,
      list: async (instance: ApiProcess, query = '') =>
        // The route serialises it so.
        (await get(instance, `/api/contacts?${query}`)).body as {
          items: { id: string; name: string; version: number }[];
          nextCursor: string | null;
          total?: number;
        },
      create: async (instance: ApiProcess, name: string) => {
        const answer = await call(instance, 'POST', '/api/contacts', { body: { name } });
        if (answer.status !== 201) throw new Error(answer.text);
        return String(answer.body['id']);
      },
      rename: async (instance: ApiProcess, id: string, name: string) => {
        const headers = { 'if-match': '*' };
        const path = `/api/contacts/${id}`;
        const answer = await call(instance, 'PATCH', path, { body: { name }, headers });
        if (answer.status !== 200) throw new Error(answer.text);
      },
      look: async (instance: ApiProcess) =>
        (await get(instance, '/api/operations/cache')).body as unknown as OperationsCache,
      explain: async (instance: ApiProcess, namespace: string, key: string) => {
        const query = new URLSearchParams({ namespace, key }).toString();
        const { body } = await get(instance, `/api/operations/cache/explain?${query}`);
        return body as unknown as CacheExplanation;
      },
    };
  }

  async function until<T>(look: () => Promise<T>, isIt: (found: T) => boolean, withinMs = boundMs) {
    for (const endsAt = performance.now() + withinMs; ;) {
      const found = await look();
      if (isIt(found)) return found;
      if (performance.now() > endsAt) {
        throw new Error(`not within ${withinMs} ms: ${JSON.stringify(found).slice(0, 500)}`);
      }
      await delay(20);
    }
  }

  describe('keeps contacts as the playbook says', () => {
    it('in Redis under contacts:workspace:{id}:{page}, for 15 minutes', async () => {
      const { id, create, list } = await workspace();
      await create(a, 'Ada');
      await list(a);
      const name = `contacts:workspace:${id}:${firstPage}`;
      const kept = await until(
        () => redis.call('pttl', `unite:api:v:{${name}}`),
        (leftMs) => Number(leftMs) > 0,
      );
      expect(Number(kept)).toBeGreaterThan(14 * 60_000);
      expect(Number(kept)).toBeLessThanOrEqual(15 * 60_000);
    });

    it('in memory for 5 minutes', async () => {
      const { id, list, explain } = await workspace();
      await list(a);
      const { name, memory } = await until(
        () => explain(a, 'contacts', firstPage),
        ({ memory: { state } }) => state === 'fresh',
      );
      expect(name).toBe(`contacts:workspace:${id}:${firstPage}`);
      expect(memory.leftMs).toBeGreaterThan(4.5 * 60_000);
      expect(memory.leftMs).toBeLessThanOrEqual(5 * 60_000);
    });

    it('in memory at most a hundred pages', async () => {
      const { list, look } = await workspace();
      for (let offset = 0; offset < 130; offset += 1) await list(a, `limit=1&offset=${offset}`);
      const { namespaces } = await look(a);
      const pages = namespaces.find(({ namespace }) => namespace === 'contacts');
      expect(pages?.entries).toBe(100);
      expect(pages?.evictions).toBeGreaterThanOrEqual(30);
    });
  });

  it('answers from memory, then from Redis, and asks the database for neither', async () => {
    const { id, create, list, look } = await workspace();
    await create(a, 'Ada');
    await list(a);
    await until(
      () => redis.exists(`unite:api:v:{contacts:workspace:${id}:${firstPage}}`),
      (count) => count === 1,
    );
    // Behind its back, so that whoever asks the database shows it.
    await stage.sql(`update contacts set name = 'Eve' where workspace_id = $1`, [id]);
    const before = await Promise.all([look(a), look(b)]);
    const names = [await list(a), await list(b)].map(({ items }) => items[0]?.name);
    const after = await Promise.all([look(a), look(b)]);
    expect(names).toEqual(['Ada', 'Ada']);
    expect((after[0]?.total.memory ?? 0) - (before[0]?.total.memory ?? 0)).toBe(1);
    expect((after[1]?.total.shared ?? 0) - (before[1]?.total.shared ?? 0)).toBe(1);
    // What is not cached tells the truth, and so does the list that nobody asked for yet.
    expect((await list(a, 'search=Eve')).items).toHaveLength(1);
    expect((await list(b, 'sort=name')).items[0]?.name).toBe('Eve');
  });

  it('shows every write at once where it was made, and soon everywhere', async () => {
    const { id: workspaceId, call, create, get, list, rename } = await workspace();
    const id = await create(a, 'Ada');
    const upper = id.toUpperCase();
    const see = async (instance: ApiProcess) => {
      const one = await call(instance, 'GET', `/api/contacts/${id}`);
      const other = await call(instance, 'GET', `/api/contacts/${upper}`);
      const { items, total } = await list(instance, 'count=true&limit=1');
      const all = await list(instance);
      return {
        one: one.status === 200 ? one.body['name'] : one.status,
        other: other.status === 200 ? other.body['name'] : other.status,
        listed: items[0]?.name ?? null,
        names: all.items.map(({ name }) => name),
        total,
      };
    };
    const expected = (...names: string[]) => ({
      one: names[0] ?? 404,
      other: names[0] ?? 404,
      listed: names[0] ?? null,
      names,
      total: names.length,
    });
    const everywhere = async (instance: ApiProcess, ...names: string[]) => {
      expect(await see(instance)).toEqual(expected(...names));
      const other = instance === a ? b : a;
      const text = JSON.stringify(expected(...names));
      await until(
        () => see(other),
        (seen) => JSON.stringify(seen) === text,
      );
    };
    await everywhere(a, 'Ada');
    await rename(a, id, 'Ada Lovelace');
    await everywhere(a, 'Ada Lovelace');
    await rename(b, upper, 'Countess');
    await everywhere(b, 'Countess');
    const headers = { 'if-match': '*' };
    expect((await call(a, 'DELETE', `/api/contacts/${id}`, { headers })).status).toBe(204);
    await everywhere(a);
    expect((await call(b, 'POST', `/api/contacts/${id}/restore`)).status).toBe(200);
    await everywhere(b, 'Countess');
    expect((await get(a, `/api/contacts/${id}`)).body).not.toHaveProperty('workspaceId');
    expect(await redis.keys(`*:v:{contact:workspace:${workspaceId}:*`)).toEqual([
      `unite:api:v:{contact:workspace:${workspaceId}:${id}}`,
    ]);
  });

  it('ends the pages and the counts of campaigns with a campaign, and no page of contacts', async () => {
    const { call, create, get, list, explain } = await workspace();
    await create(a, 'Ada');
    const draft = await call(a, 'POST', '/api/campaigns', { body: { name: 'Spring' } });
    const count = async () =>
      (await get(a, '/api/campaigns?count=true&limit=1&offset=5')).body['total'];
    await list(a);
    expect(await count()).toBe(1);
    const before = await explain(a, 'counts', 'campaigns');
    await call(a, 'POST', '/api/campaigns', { body: { name: 'Summer' } });
    const after = await explain(a, 'counts', 'campaigns');
    expect([draft.status, before.memory.state, after.memory.state]).toEqual([
      201,
      'fresh',
      'invalidated',
    ]);
    expect((await explain(a, 'contacts', firstPage)).memory.state).toBe('fresh');
    expect(await count()).toBe(2);
  });

  it('keeps no failure', async () => {
    const { id, call } = await workspace();
    const nobody = '01a20637-2283-7165-9456-e08a8cc614dc';
    const missing = await call(a, 'GET', `/api/contacts/${nobody}`);
    const lost = await call(a, 'GET', '/api/contacts?cursor=nonsense');
    const both = await call(a, 'GET', '/api/contacts?cursor=nonsense&offset=0');
    expect([missing.status, lost.status, both.status]).toEqual([404, 400, 400]);
    expect(both.text).toContain('cursor_and_offset');
    expect(await redis.keys(`*:v:*${id}*`)).toEqual([]);
  });

  it('counts its answers for Prometheus by namespace and layer, and names no key', async () => {
    const { id, list } = await workspace();
    await list(a);
    await list(a);
    const { text } = await ask(`${a.url}/metrics`, 'GET');
    for (const layer of ['memory', 'loader']) {
      const line = text
        .split('\n')
        .find(
          (one) => /^cache_reads/.test(one) && one.includes('"contacts"') && one.includes(layer),
        );
      expect([layer, Number(line?.split(' ').at(-1))]).toEqual([layer, expect.any(Number)]);
      expect(Number(line?.split(' ').at(-1))).toBeGreaterThan(0);
    }
    expect(text).toMatch(/^cache_live\S* 1$/m);
    expect(text).not.toContain(id);
  });

  describe('keeps workspaces apart', () => {
    it('shows each its own, whatever the other has asked for', async () => {
      const [ours, theirs] = [await workspace(), await workspace()];
      await ours.create(a, 'Ours');
      const id = await theirs.create(a, 'Theirs');
      for (const one of [theirs, ours, theirs, ours]) await one.list(a);
      expect((await ours.list(a)).items.map(({ name }) => name)).toEqual(['Ours']);
      expect((await theirs.list(b)).items.map(({ name }) => name)).toEqual(['Theirs']);
      await theirs.get(a, `/api/contacts/${id}`);
      expect((await ours.call(a, 'GET', `/api/contacts/${id}`)).status).toBe(404);
    });

    it('tells each the state and the popularity of its own keys only', async () => {
      const [ours, theirs] = [await workspace(), await workspace()];
      const id = await theirs.create(a, 'Theirs');
      for (let n = 0; n < 300; n += 1) await theirs.get(a, `/api/contacts/${id}`);
      await ours.list(a);
      const explained = await ours.explain(a, 'contact', id);
      expect(explained).toMatchObject({
        name: `contact:workspace:${ours.id}:${id}`,
        memory: { state: 'absent', leftMs: null },
        shared: { state: 'absent', leftMs: null },
      });
      const [forUs, forThem] = await Promise.all([ours.look(a), theirs.look(a)]);
      expect(forThem.topKeys[0]).toMatchObject({ namespace: 'contact', key: id });
      expect(JSON.stringify(forUs)).not.toContain(id);
      expect(JSON.stringify([forUs, forThem])).not.toMatch(new RegExp(`${ours.id}|${theirs.id}`));
    });

    it('lets no key lead out of the workspace', async () => {
      const [ours, theirs] = [await workspace(), await workspace()];
      await theirs.create(a, 'Theirs');
      await theirs.list(a);
      for (const key of [`${firstPage}:x`, `../${theirs.id}:${firstPage}`, `{${theirs.id}}`, '*']) {
        const { name, memory, shared } = await ours.explain(a, 'contacts', key);
        expect(name.startsWith(`contacts:workspace:${ours.id}:`)).toBe(true);
        expect([memory.state, shared.state]).toEqual(['absent', 'absent']);
      }
      const query = new URLSearchParams({ namespace: 'contacts', key: '€'.repeat(200) }).toString();
      const long = await ours.call(a, 'GET', `/api/operations/cache/explain?${query}`);
      expect([long.status, long.body['code']]).toEqual([400, 'VALIDATION']);
    });
  });

  describe('an import', () => {
    const file = (rows: number, from = 0) =>
      `name,email\n${Array.from({ length: rows }, (_, n) => `N ${from + n},n${from + n}@x.example\n`).join('')}`;
    const send = (key: string, body: string | ReadableStream) =>
      fetch(`${a.url}/api/contacts/import`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
        body,
        // What fetch asks for when a body is a stream; its types do not have it yet.
        ...{ duplex: 'half' },
      });

    it('is seen as soon as it is reported, and soon by everybody', async () => {
      const { key, list } = await workspace();
      const total = async (instance: ApiProcess) => (await list(instance, 'count=true')).total;
      expect([await total(a), await total(b)]).toEqual([0, 0]);
      const answer = await send(key, file(2_500));
      expect(answer.status).toBe(200);
      expect(await total(a)).toBe(2_500);
      await until(
        () => total(b),
        (seen) => seen === 2_500,
      );
    });

    it('that is cut off leaves no list of before', async () => {
      const { id, key, list } = await workspace();
      const seen = async (instance: ApiProcess) => {
        const { items, total } = await list(instance, 'count=true&sort=-createdAt&limit=200');
        return [items.length, total];
      };
      await Promise.all([seen(a), seen(b)]);
      const broken = new ReadableStream<Uint8Array>({
        async start(controller) {
          controller.enqueue(Buffer.from(file(3_500)));
          await delay(1_500);
          controller.error(new Error('the line broke'));
        },
      });
      await expect(send(key, broken)).rejects.toThrow();
      const stored = async () => {
        const [row] = await stage.sql<{ count: number }>(
          'select count(*)::integer as count from contacts where workspace_id = $1',
          [id],
        );
        return row?.count ?? 0;
      };
      // Only whole batches of a thousand.
      const count = await until(stored, (found) => found >= 3_000);
      for (const instance of [a, b]) {
        await until(
          () => seen(instance),
          ([shown, total]) => shown === 200 && total === count,
        );
      }
    });
  });

  it('brings popular pages into memory before anybody asks for them', async () => {
    const { id, create, list, explain } = await workspace();
    await create(b, 'Ada');
    const popular = await start();
    for (let n = 0; n < 400; n += 1) await list(popular, 'sort=name&limit=20');
    expect(await popular.terminate(10_000)).toBe(0);
    await redis.del(`unite:api:v:{contacts:workspace:${id}:sort.name~limit.20}`);
    const fresh = await start();
    try {
      const { memory } = await until(
        () => explain(fresh, 'contacts', 'sort.name~limit.20'),
        ({ memory: { state } }) => state === 'fresh',
      );
      expect(memory.leftMs).toBeGreaterThan(0);
      expect((await explain(fresh, 'contacts', 'sort.name~limit.21')).memory.state).toBe('absent');
    } finally {
      await fresh.kill();
    }
  });

  describe('while Redis is killed, stays away and comes back empty', () => {
    const linesOf = (one: ApiProcess, from: number) =>
      one
        .output()
        .slice(from)
        .split('\n')
        .filter((line) => line.includes('"msg":"cache '));

    it('answers every request right, says so in two lines, and recovers', async () => {
      const { create, rename, get, list, explain } = await workspace();
      const id = await create(a, 'start');
      const from = [a, b].map((one) => one.output().length);
      const faults: string[] = [];
      let isOver = false;
      let written = 'start';
      let writes = 0;
      // Whoever writes reads its own write; the other may be behind, but fails nothing.
      const writer = (async () => {
        while (!isOver) {
          written = `name ${(writes += 1)}`;
          try {
            await rename(a, id, written);
            const one = (await get(a, `/api/contacts/${id}`)).body['name'];
            const [first] = (await list(a)).items;
            if (one !== written || first?.name !== written) {
              faults.push(`${written}: ${String(one)}, ${first?.name}`);
            }
          } catch (error) {
            faults.push(String(error));
          }
        }
      })();
      const readers = Array.from({ length: 4 }, async () => {
        while (!isOver) {
          try {
            await list(b);
            await get(b, `/api/contacts/${id}`);
          } catch (error) {
            faults.push(String(error));
          }
        }
      });
      await delay(1_000);
      await server.crash();
      await until(
        () => ask(`${a.url}/healthz`, 'GET'),
        ({ body }) => JSON.stringify(body).includes('"cache":{"status":"warn"}'),
      );
      expect((await ask(`${a.url}/readyz`, 'GET')).status).toBe(200);
      await delay(2_500);
      const during = writes;
      // Memory is not served when nobody can tell whether it is up to date.
      expect((await explain(b, 'contacts', firstPage)).isLive).toBe(false);
      await server.restart();
      await until(
        () => ask(`${a.url}/healthz`, 'GET'),
        ({ body }) => body['status'] === 'pass',
        10_000,
      );
      await delay(1_000);
      isOver = true;
      await Promise.all([writer, ...readers]);
      expect(faults).toEqual([]);
      expect(writes).toBeGreaterThan(during);
      await until(
        async () => [
          (await list(b)).items[0]?.name,
          (await get(b, `/api/contacts/${id}`)).body['name'],
        ],
        (names) => names.every((name) => name === written),
      );
      for (const instance of [a, b]) {
        await until(
          async () => linesOf(instance, from[instance === a ? 0 : 1] ?? 0),
          (lines) => lines.length >= 2,
        );
      }
      const messages = [a, b].map((one, at) =>
        linesOf(one, from[at] ?? 0).map((line) => String(JSON.parse(line).msg)),
      );
      const lines = [
        'cache lost Redis; the database answers until it is back',
        'cache works with Redis again',
      ];
      expect(messages).toEqual([lines, lines]);
      const { shared, memory } = await until(
        () => list(a).then(() => explain(a, 'contacts', firstPage)),
        (found) => found.shared.state === 'fresh' && found.memory.state === 'fresh',
      );
      expect([shared.state, memory.state]).toEqual(['fresh', 'fresh']);
    });
  });
});
