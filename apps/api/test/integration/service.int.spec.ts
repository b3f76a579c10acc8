import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type RedisServer, startRedis } from '@unite/stack';
import { sql } from 'kysely';

import { openApiDocument } from '../../src/openapi-document.ts';
import { apiPlugins } from '../../src/api-plugins.ts';
import { purgeDeleted, restorableMs } from '../../src/records/purge.ts';
import { type ApiStage, type Tenant, ask, openApiStage, projectFolder } from './api-stage.ts';

describe('the service', () => {
  let stage: ApiStage;
  let tenant: Tenant;
  let redis: RedisServer | undefined;
  let draining = false;

  beforeAll(async () => {
    const started = await startRedis();
    redis = 'url' in started ? started : undefined;
    stage = await openApiStage({
      replicas: 1,
      isDraining: () => draining,
      ...(redis === undefined ? {} : { redisUrl: redis.url }),
    });
    tenant = await stage.tenant('Service');
  });
  afterAll(async () => {
    await stage.close();
    await redis?.close();
  });

  const get = (path: string) => ask(stage.url + path, 'GET');
  const until = async <T>(look: () => Promise<T>, done: (value: T) => boolean): Promise<T> => {
    for (;;) {
      const value = await look();
      if (done(value)) return value;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  describe('health', () => {
    it('is healthy when all is there', async () => {
      for (const path of ['/livez', '/readyz', '/healthz']) {
        const answer = await get(path);
        expect([path, answer.status, answer.body['status']]).toEqual([path, 200, 'pass']);
        expect(answer.headers.get('content-type')).toBe('application/health+json');
      }
    });

    it('is not ready while it drains, yet alive', async () => {
      draining = true;
      const [ready, live] = await Promise.all([get('/readyz'), get('/livez')]);
      draining = false;
      expect([ready.status, live.status]).toEqual([503, 200]);
    });

    it('is not ready before the newest migration', async () => {
      await stage.sql(`update pgmigrations set name = '000_' || name`);
      const answer = await until(
        () => get('/healthz'),
        ({ status }) => status === 503,
      );
      await stage.sql(`update pgmigrations set name = replace(name, '000_', '')`);
      expect(answer.body['checks']).toMatchObject({
        database: { status: 'pass' },
        migrations: { status: 'fail' },
      });
      await until(
        () => get('/healthz'),
        ({ status }) => status === 200,
      );
    });

    it('warns and stays ready without Redis', async () => {
      if (redis === undefined) return;
      await redis.crash();
      const answer = await until(
        () => get('/healthz'),
        ({ body }) => body['status'] !== 'pass',
      );
      expect([answer.status, answer.body['status']]).toEqual([200, 'warn']);
      await redis.restart();
    });
  });

  describe('operations', () => {
    it('show the instance and every node, and no address', async () => {
      const { status, body, text } = await tenant.call('GET', '/api/operations');
      expect(status).toBe(200);
      expect(body).toMatchObject({
        api: { status: 'serving', nodeVersion: process.version },
        postgres: [
          { name: 'postgres-1', role: 'primary', status: 'up', lagBytes: null, error: null },
          { name: 'postgres-2', role: 'replica', status: 'up', error: null },
        ],
        ai: { status: 'absent', model: null },
      });
      expect(text).not.toMatch(/127\.0\.0\.1|unite_app|localhost|password/);
    });

    it('show a node that is down', async () => {
      const [, replica] = stage.postgres.nodes;
      if (replica === undefined) throw new Error('the cluster has no replica');
      await stage.postgres.crash(replica);
      // The answer's nodes; see operationsSchema.
      const nodes = (answer: { body: Record<string, unknown> }) =>
        answer.body['postgres'] as { status: string; error: string | null }[];
      const answer = await until(
        () => tenant.call('GET', '/api/operations'),
        (one) => nodes(one)[1]?.status === 'down',
      );
      expect(nodes(answer)[1]).toMatchObject({ role: 'unknown', error: 'connection refused' });
      await stage.postgres.restart(replica);
    });
  });

  describe('keys', () => {
    it('are shown once, kept as a hash and listed without the secret', async () => {
      const issued = await tenant.call('POST', '/api/keys', { body: { name: 'CI' } });
      const key = String(issued.body['key']);
      expect(issued.status).toBe(201);
      expect(key).toMatch(/^uk_[\w-]{43}$/);
      expect(issued.body['prefix']).toBe(key.slice(3, 11));
      const list = await tenant.call('GET', '/api/keys');
      expect(list.text).not.toContain(key);
      expect(list.body['items']).toMatchObject([
        { name: 'test', current: true },
        { name: 'CI', current: false },
      ]);
      const used = await ask(`${stage.url}/api/workspace`, 'GET', {
        headers: { authorization: `bearer ${key}` },
      });
      expect(used.body['id']).toBe(tenant.workspaceId);
    });

    it('work no more after they were revoked, and cannot be revoked twice', async () => {
      const { body } = await tenant.call('POST', '/api/keys', { body: { name: 'Old' } });
      const path = `/api/keys/${String(body['id'])}`;
      expect((await tenant.call('DELETE', path)).status).toBe(204);
      expect((await tenant.call('DELETE', path)).status).toBe(404);
      const used = await ask(`${stage.url}/api/workspace`, 'GET', {
        headers: { authorization: `Bearer ${String(body['key'])}` },
      });
      expect(used.status).toBe(401);
      expect((await tenant.call('DELETE', '/api/keys/none')).status).toBe(404);
    });

    it('replace the one of the same name when a workspace is provisioned again', async () => {
      const again = await stage.tenant('Service');
      expect(again.workspaceId).toBe(tenant.workspaceId);
      expect((await tenant.call('GET', '/api/workspace')).status).toBe(401);
      tenant = again;
    });
  });

  describe('the workspace', () => {
    it('is changed under its version', async () => {
      const read = await tenant.call('GET', '/api/workspace');
      const changed = await tenant.call('PATCH', '/api/workspace', {
        body: { name: 'Renamed', timeZone: 'Europe/Berlin', region: 'DE' },
        headers: { 'if-match': read.headers.get('etag') ?? '' },
      });
      expect(changed.body).toMatchObject({
        name: 'Renamed',
        timeZone: 'Europe/Berlin',
        region: 'DE',
      });
      const stale = await tenant.call('PATCH', '/api/workspace', {
        body: { name: 'Service' },
        headers: { 'if-match': read.headers.get('etag') ?? '' },
      });
      expect(stale.status).toBe(412);
      const same = await tenant.call('GET', '/api/workspace', {
        headers: { 'if-none-match': `W/${changed.headers.get('etag') ?? ''}` },
      });
      expect(same.status).toBe(304);
    });

    it.each([
      [{ timeZone: 'Mars/Olympus' }, 'unknown_time_zone'],
      [{ timeZone: '+02:00' }, 'unknown_time_zone'],
      [{ region: 'Germany' }, 'unknown_region'],
      [{ name: '' }, 'too_small'],
      [{ tier: 'enterprise' }, 'unknown_field'],
    ])('refuses %j', async (body, code) => {
      const answer = await tenant.call('PATCH', '/api/workspace', {
        body,
        headers: { 'if-match': '*' },
      });
      expect(answer.status).toBe(400);
      expect(answer.body['errors']).toMatchObject([{ code }]);
    });
  });

  describe('the purge', () => {
    const removed = async () => {
      const { body } = await tenant.call('POST', '/api/contacts', { body: { name: 'Gone' } });
      const path = `/api/contacts/${String(body['id'])}`;
      await tenant.call('DELETE', path, { headers: { 'if-match': '*' } });
      return path;
    };
    const at = (ms: number) => ({ clock: { now: () => Date.now() + ms } });

    it('keeps what can still be restored', async () => {
      const path = await removed();
      await purgeDeleted(stage.db, at(restorableMs - 60_000));
      expect((await tenant.call('POST', `${path}/restore`)).status).toBe(200);
    });

    it('removes what was deleted 30 days ago, in every workspace, and nothing that lives', async () => {
      const other = await stage.tenant();
      const alive = await other.call('POST', '/api/campaigns', { body: { name: 'Alive' } });
      const path = await removed();
      expect(await purgeDeleted(stage.db, at(restorableMs + 60_000))).toBe(1);
      expect((await tenant.call('POST', `${path}/restore`)).status).toBe(404);
      const still = await other.call('GET', `/api/campaigns/${String(alive.body['id'])}`);
      expect(still.status).toBe(200);
    });

    it('leaves it to the instance that is at it already', async () => {
      await removed();
      const later = at(restorableMs + 60_000);
      await stage.db.transaction().execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(7305117249022415)`.execute(trx);
        expect(await purgeDeleted(stage.db, later)).toBe(0);
      });
      expect(await purgeDeleted(stage.db, later)).toBe(1);
    });
  });

  describe('its description', () => {
    it('is the committed file', async () => {
      const committed = await readFile(join(projectFolder, 'openapi.json'), 'utf8');
      expect(await openApiDocument(apiPlugins)).toBe(committed);
    });

    it('is served, and shown by a page that needs nothing from elsewhere', async () => {
      const document = await get('/openapi.json');
      expect(document.body).toMatchObject({
        openapi: '3.1.0',
        components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
      });
      const page = await get('/docs');
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(page.text).not.toMatch(/(src|href)="https?:/);
    });

    it('names problems for every route', async () => {
      const { body } = await get('/openapi.json');
      // An OpenAPI document.
      const paths = body['paths'] as Record<string, Record<string, { responses: object }>>;
      for (const [path, operations] of Object.entries(paths)) {
        if (!path.startsWith('/api/')) continue;
        for (const { responses } of Object.values(operations)) {
          expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '500', '503']));
        }
      }
    });
  });
});
