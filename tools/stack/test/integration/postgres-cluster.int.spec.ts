import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { startPostgres } from '../../src/postgres/postgres.ts';
import type { PostgresCluster, PostgresNode } from '../../src/postgres/postgres-cluster.ts';
import { readProcesses } from '../../src/process/process-table.ts';
import { waitUntil } from '../../src/process/wait-until.ts';

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 1000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

function nodeAt(cluster: PostgresCluster, index: number): PostgresNode {
  const node = cluster.nodes[index];
  if (!node) throw new Error(`the cluster has no node ${index}`);
  return node;
}

const written = (cluster: PostgresCluster, node: PostgresNode) =>
  cluster
    .sql<{ n: number }>(node, 'select n from t order by n')
    .then((rows) => rows.map(({ n }) => n));

function sharedMemoryKeys(): number[] {
  const rows = readFileSync('/proc/sysvipc/shm', 'utf8').trim().split('\n').slice(1);
  return rows.map((row) => Number.parseInt(row));
}

describe('a cluster with two replicas', () => {
  let cluster: PostgresCluster;
  beforeAll(async () => {
    cluster = await startPostgres({ replicas: 2 });
  });
  afterAll(() => cluster.close());

  it('has one primary and two replicas that stream from it', async () => {
    expect(cluster.nodes.map(({ role }) => role)).toEqual(['primary', 'replica', 'replica']);
    const rows = await cluster.sql(
      cluster.primary,
      'select application_name, state from pg_stat_replication order by 1',
    );
    expect(rows).toEqual([
      { application_name: 'node1', state: 'streaming' },
      { application_name: 'node2', state: 'streaming' },
    ]);
  });

  it('lets the owner create tables and the app only what it was granted', async () => {
    await query(
      cluster.migrationUrl,
      'create table granted (id int); grant select on granted to unite_app',
    );
    await query(cluster.migrationUrl, 'create table hidden (id int)');
    await expect(query(cluster.databaseUrl, 'select * from granted')).resolves.toEqual([]);
    await expect(query(cluster.databaseUrl, 'select * from hidden')).rejects.toMatchObject({
      code: '42501',
    });
    await expect(query(cluster.databaseUrl, 'create table mine (id int)')).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('gives neither account the rights of a superuser or of bypassing row security', async () => {
    const rows = await cluster.sql(
      cluster.primary,
      `select rolname, rolsuper, rolbypassrls from pg_roles where rolname like 'unite%' order by 1`,
    );
    expect(rows).toEqual(
      ['unite_app', 'unite_owner', 'unite_replicator'].map((rolname) => ({
        rolname,
        rolsuper: false,
        rolbypassrls: false,
      })),
    );
  });

  it('refuses a wrong password', async () => {
    const url = new URL(cluster.databaseUrl);
    url.password = 'wrong';
    await expect(query(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('shows on each replica what was written on the primary', async () => {
    await query(cluster.migrationUrl, `create table t (n int); insert into t values (7)`);
    for (const replica of cluster.nodes.slice(1)) {
      await waitUntil('the row arrives', () =>
        written(cluster, replica).then(
          (rows) => rows.includes(7),
          () => false,
        ),
      );
      // The server writes some log of its own now and then, so the lag is zero soon, not at once.
      await waitUntil(
        'nothing is left to replay',
        async () => (await cluster.lag(replica)).ms === 0,
      );
    }
  });

  it('refuses to write on a replica', async () => {
    const replica = nodeAt(cluster, 1);
    await expect(query(replica.ownerUrl, 'insert into t values (8)')).rejects.toMatchObject({
      code: '25006',
    });
  });

  it('tells how far a replica is behind whose replay is paused', async () => {
    const replica = nodeAt(cluster, 2);
    await cluster.sql(replica, 'select pg_wal_replay_pause()');
    await query(cluster.migrationUrl, `insert into t select generate_series(100, 2000)`);
    const behind = await waitUntil('the lag shows', async () => {
      const lag = await cluster.lag(replica);
      return lag.bytes > 0 ? lag : null;
    });
    expect(behind.ms).toBeGreaterThanOrEqual(0);
    await cluster.sql(replica, 'select pg_wal_replay_resume()');
    await waitUntil('it catches up', async () => (await cluster.lag(replica)).bytes === 0);
  });

  it('has no lag on the primary itself', async () => {
    expect(await cluster.lag(cluster.primary)).toEqual({ bytes: 0, ms: 0 });
  });

  it('keeps connections open and silent while a node is frozen, and goes on when it is thawed', async () => {
    const replica = nodeAt(cluster, 1);
    const client = new Client({ connectionString: replica.url });
    await client.connect();
    cluster.freeze(replica);
    expect(replica.state).toBe('frozen');
    let isAnswered = false;
    const answer = client.query('select 1 as one').then((result) => {
      isAnswered = true;
      return result.rows as unknown[];
    });
    await expect(query(replica.url, 'select 1')).rejects.toThrow(/timeout/);
    expect(isAnswered).toBe(false);
    cluster.thaw(replica);
    expect(await answer).toEqual([{ one: 1 }]);
    expect(replica.state).toBe('running');
    await client.end();
  });

  it('refuses to thaw a node that was not frozen and to restart one that runs', () => {
    expect(() => cluster.thaw(cluster.primary)).toThrow(
      expect.objectContaining({ code: 'STACK_WRONG_STATE' }),
    );
    expect(() => cluster.restart(cluster.primary)).toThrow(
      expect.objectContaining({ code: 'STACK_WRONG_STATE' }),
    );
  });

  it('refuses a node of another cluster', () => {
    const stranger = { ...cluster.primary };
    expect(() => cluster.crash(stranger)).toThrow(/another cluster/);
  });
});

describe('a node that crashes', () => {
  it('leaves no process of its own behind and comes back with its data on the same port', async () => {
    await using cluster = await startPostgres({ replicas: 1 });
    const { primary } = cluster;
    await query(cluster.migrationUrl, 'create table t (n int); insert into t values (1)');
    const port = primary.port;
    const key = Number.parseInt(
      (
        await cluster.sql<{ line: string }>(
          primary,
          `select split_part(pg_read_file('postmaster.pid'), E'\\n', 7) as line`,
        )
      )[0]?.line ?? '',
    );
    expect(key).toBeGreaterThan(0);
    const [backend] = await cluster.sql<{ pid: number }>(primary, 'select pg_backend_pid() as pid');
    await cluster.crash(primary);
    expect(primary.state).toBe('down');
    expect(readProcesses().some(({ pid, isZombie }) => pid === backend?.pid && !isZombie)).toBe(
      false,
    );
    if (process.platform === 'linux') expect(sharedMemoryKeys()).not.toContain(key);
    await expect(query(primary.url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await cluster.restart(primary);
    expect(primary.port).toBe(port);
    expect(await written(cluster, primary)).toEqual([1]);
  });

  it('is replaced by a promoted replica and rejoins as a replica of it', async () => {
    await using cluster = await startPostgres({ replicas: 2 });
    const [old, next, other] = [nodeAt(cluster, 0), nodeAt(cluster, 1), nodeAt(cluster, 2)];
    await query(cluster.migrationUrl, 'create table t (n int); insert into t values (1)');
    await waitUntil('the replica has it', async () => (await cluster.lag(next)).bytes === 0);
    await cluster.crash(old);
    await cluster.promote(next);
    expect(cluster.nodes.map(({ role }) => role)).toEqual(['stale', 'primary', 'replica']);
    expect(cluster.databaseUrl).toBe(next.url);
    expect(cluster.replicaUrls).toEqual([other.url]);
    await query(cluster.migrationUrl, 'insert into t values (2)');
    await waitUntil(
      'the other replica follows',
      async () => (await written(cluster, other)).length === 2,
    );

    await cluster.rejoin(old);
    expect(old.role).toBe('replica');
    await waitUntil(
      'the old primary follows',
      async () => (await written(cluster, old)).length === 2,
    );
    expect(await written(cluster, old)).toEqual([1, 2]);
    await expect(query(old.ownerUrl, 'insert into t values (3)')).rejects.toMatchObject({
      code: '25006',
    });
  });
});

describe('a node that is stopped in order', () => {
  it('is down until it is restarted', async () => {
    await using cluster = await startPostgres({ replicas: 0 });
    await cluster.stop(cluster.primary);
    expect(cluster.primary.state).toBe('down');
    await cluster.restart(cluster.primary);
    expect(await cluster.sql(cluster.primary, 'select $1::int as one', [1])).toEqual([{ one: 1 }]);
  });
});

describe('options that cannot be used', () => {
  it.each([
    [{ replicas: 9 }, /9 is not a whole number from 0 to 8/],
    [{ database: 'drop table' }, /not a plain SQL name/],
    [{ roles: { app: 'Robert"' } }, /roles\.app/],
  ])('are refused before anything starts: %j', async (options, message) => {
    await expect(startPostgres(options)).rejects.toThrow(message);
  });

  it('fail the start with the words of the server', async () => {
    const error: unknown = await startPostgres({
      replicas: 0,
      settings: { shared_buffers: 'plenty' },
    }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'STACK_COMMAND_FAILED' });
    expect(String(error)).toMatch(/shared_buffers/);
  });
});
