import { type Kysely, sql } from 'kysely';
import type pg from 'pg';

import { secretHash } from '../../src/auth/api-key-secret.ts';
import { openRelayPool } from '../../src/db/database.ts';
import type { Database } from '../../src/db/schema.ts';
import { withWorkspace } from '../../src/db/workspace-scope.ts';
import { type ApiStage, type Tenant, openApiStage } from './api-stage.ts';

describe('the wall between workspaces', () => {
  let stage: ApiStage;
  let ours: Tenant;
  let theirs: Tenant;

  beforeAll(async () => {
    stage = await openApiStage();
    ours = await stage.tenant('Ours');
    theirs = await stage.tenant('Theirs');
    for (const tenant of [ours, theirs]) {
      await tenant.call('POST', '/api/contacts', { body: { name: 'Ada', email: 'ada@x.example' } });
      await tenant.call('POST', '/api/campaigns', { body: { name: 'Spring' } });
    }
  });
  afterAll(() => stage.close());

  const tables = ['contacts', 'campaigns', 'api_keys'] as const;

  describe.each(tables)('in %s', (table) => {
    const owners = (rows: readonly { workspace_id: string }[]) =>
      new Set(rows.map((row) => row.workspace_id));

    it('shows a query that forgets its workspace the rows of its scope only', async () => {
      const rows = await withWorkspace(stage.db, ours.workspaceId, (trx) =>
        trx.selectFrom(table).select('workspace_id').execute(),
      );
      expect(owners(rows)).toEqual(new Set([ours.workspaceId]));
    });

    it('shows nothing without a scope', async () => {
      expect(await stage.db.selectFrom(table).selectAll().execute()).toEqual([]);
    });

    it('has rows of both workspaces, as a superuser sees', async () => {
      const rows = await stage.sql<{ workspace_id: string }>(`select workspace_id from ${table}`);
      expect(owners(rows)).toEqual(new Set([ours.workspaceId, theirs.workspaceId]));
    });

    it('binds the owner of the table too', async () => {
      expect(await stage.owner.selectFrom(table).selectAll().execute()).toEqual([]);
    });
  });

  it('leaves no scope behind on the connection', async () => {
    const seen = await stage.db.connection().execute(async (connection) => {
      await withWorkspace(connection, ours.workspaceId, async () => undefined);
      return connection.selectFrom('contacts').selectAll().execute();
    });
    expect(seen).toEqual([]);
  });

  it('refuses to write a row of another workspace', async () => {
    const row = { id: theirs.workspaceId, name: 'Smuggled' };
    const write = withWorkspace(stage.db, ours.workspaceId, (trx) =>
      sql`insert into campaigns (workspace_id, id, name, created_at, updated_at)
          values (${theirs.workspaceId}, ${row.id}, ${row.name}, now(), now())`.execute(trx),
    );
    await expect(write).rejects.toMatchObject({ code: '42501' });
  });

  it('refuses to move a row into another workspace', async () => {
    const move = withWorkspace(stage.db, ours.workspaceId, (trx) =>
      trx.updateTable('contacts').set({ workspace_id: theirs.workspaceId }).execute(),
    );
    await expect(move).rejects.toMatchObject({ code: '42501' });
  });

  it('lets the service neither create workspaces nor read the names of others', async () => {
    const rows = await withWorkspace(stage.db, ours.workspaceId, (trx) =>
      trx.selectFrom('workspaces').select('name').execute(),
    );
    expect(rows).toEqual([{ name: 'Ours' }]);
    await expect(
      stage.db.insertInto('workspaces').values({ id: ours.workspaceId, name: 'x' }).execute(),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('shows who knows the hash of a key the workspace of that key, and no row with less', async () => {
    const seenWith = (hash: string) =>
      stage.db.transaction().execute(async (trx) => {
        await sql`select set_config('app.key_hash', ${hash}, true)`.execute(trx);
        return trx.selectFrom('workspaces').select('name').execute();
      });
    const hash = secretHash(theirs.key).toString('hex');
    expect(await seenWith(hash)).toEqual([{ name: 'Theirs' }]);
    expect(await seenWith(hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')))).toEqual([]);
    expect(await seenWith('')).toEqual([]);
  });

  it('finds the principal of a key and leaves its hash behind on no connection', async () => {
    const hash = secretHash(theirs.key);
    const left = await stage.db.connection().execute(async (connection) => {
      const found = await sql<{ workspace_id: string }>`
        select workspace_id from principal_of_key(${hash})`.execute(connection);
      expect(found.rows).toEqual([{ workspace_id: theirs.workspaceId }]);
      return connection.selectFrom('workspaces').selectAll().execute();
    });
    expect(left).toEqual([]);
  });

  describe('in the outbox of the cache', () => {
    let relay: pg.Pool;

    beforeAll(() => {
      relay = openRelayPool({ url: stage.postgres.databaseUrl, onIdleError: () => undefined });
    });
    afterAll(() => relay.end());
    beforeEach(async () => {
      await stage.sql('truncate cache_outbox');
      for (const { workspaceId } of [ours, theirs]) {
        await withWorkspace(stage.db, workspaceId, (trx) => put(trx));
      }
    });
    const put = async (db: Kysely<Database>): Promise<void> => {
      await sql`insert into cache_outbox (names) values ('{}') returning id, names`.execute(db);
    };
    const inOurs = (statement: string) =>
      withWorkspace(stage.db, ours.workspaceId, (trx) => sql.raw(statement).execute(trx));
    const denied = { code: '42501' };

    it('shows a write the rows of its workspace, and nothing without a scope', async () => {
      const { rows } = await inOurs('select workspace_id from cache_outbox');
      expect(rows).toEqual([{ workspace_id: ours.workspaceId }]);
      expect((await sql`select id from cache_outbox`.execute(stage.db)).rows).toEqual([]);
      expect((await sql`select id from cache_outbox`.execute(stage.owner)).rows).toEqual([]);
    });

    it('lets a write add rows of its workspace only, and take none away', async () => {
      await expect(put(stage.db)).rejects.toMatchObject(denied);
      const foreign = `insert into cache_outbox (names, workspace_id) values ('{}', '${theirs.workspaceId}')`;
      await expect(inOurs(foreign)).rejects.toMatchObject(denied);
      await expect(inOurs(`update cache_outbox set names = '{}'`)).rejects.toMatchObject(denied);
      await inOurs('delete from cache_outbox');
      expect((await inOurs('select id from cache_outbox for update')).rows).toEqual([]);
      expect(await stage.sql('select id from cache_outbox')).toHaveLength(2);
    });

    it('lets the relay lock and take away the rows of all, and change or add none', async () => {
      const change = relay.query(`update cache_outbox set names = '[]'`);
      await expect(change).rejects.toMatchObject(denied);
      const add = relay.query(`insert into cache_outbox (names) values ('{}')`);
      await expect(add).rejects.toMatchObject(denied);
      expect((await relay.query('select id from cache_outbox for update')).rowCount).toBe(2);
      expect((await relay.query('select id from contacts')).rowCount).toBe(0);
      expect((await relay.query('delete from cache_outbox')).rowCount).toBe(2);
    });
  });

  describe.each(['contacts', 'campaigns'])('over HTTP, for %s', (kind) => {
    /** Without what names the occurrence and the path, two problems of one kind are equal. */
    const shape = ({ status, body }: { status: number; body: Record<string, unknown> }) => ({
      status,
      body: { ...body, instance: '', path: '' },
    });
    const unknown = '01a20637-2283-7165-9456-e08a8cc614dc';
    const foreign = async (): Promise<string> => {
      const list = await theirs.call('GET', `/api/${kind}`);
      // The list's items have ids.
      return (list.body['items'] as { id: string }[])[0]?.id ?? '';
    };
    const requests = [
      ['GET', '', {}],
      ['PATCH', '', { body: {}, headers: { 'if-match': '*' } }],
      ['DELETE', '', { headers: { 'if-match': '*' } }],
      ['POST', '/restore', {}],
    ] as const;

    it.each(requests)(
      'answers %s of another workspace’s id as it answers an unknown one',
      async (method, suffix, options) => {
        const [other, none] = await Promise.all(
          [await foreign(), unknown].map((id) =>
            ours.call(method, `/api/${kind}/${id}${suffix}`, options),
          ),
        );
        expect(other && shape(other)).toEqual(none && shape(none));
        expect(other?.status).toBe(404);
      },
    );

    it('counts and finds only its own', async () => {
      const list = await ours.call('GET', `/api/${kind}?count=true&search=a`);
      expect(list.body['total']).toBe(kind === 'contacts' ? 1 : 0);
    });
  });

  it('revokes no key of another workspace', async () => {
    const list = await theirs.call('GET', '/api/keys');
    const id = (list.body['items'] as { id: string }[])[0]?.id ?? '';
    expect((await ours.call('DELETE', `/api/keys/${id}`)).status).toBe(404);
    expect((await theirs.call('GET', '/api/keys')).status).toBe(200);
  });
});
