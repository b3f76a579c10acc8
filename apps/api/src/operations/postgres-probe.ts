import pg from 'pg';

/** What one look at a PostgreSQL node found. */
export type PostgresLook =
  | {
      readonly status: 'up';
      readonly role: 'primary' | 'replica';
      readonly latencyMs: number;
      readonly version: string;
      /** Newest migration that has run; null when the table cannot be read. */
      readonly migration: string | null;
      /** Byte position in the write-ahead log: written on a primary, replayed on a replica. */
      readonly position: bigint;
      /** Age of the newest replayed transaction; null on a primary. */
      readonly replayAgeMs: number | null;
    }
  | { readonly status: 'down'; readonly error: string };

interface ProbeRow {
  in_recovery: boolean;
  version: string;
  lsn: string | null;
  replay_age_ms: number | null;
  has_migrations: boolean;
}

/**
 * Looks at one node through a connection of its own: a full pool of the service says nothing about
 * the server, and a look must not wait for it.
 *
 * @param limitMs Longest time for connecting and for each answer, in milliseconds.
 */
export async function lookAtPostgres(url: string, limitMs: number): Promise<PostgresLook> {
  const startedAt = performance.now();
  const client = new pg.Client({
    connectionString: url,
    application_name: 'unite-api-probe',
    connectionTimeoutMillis: limitMs,
    query_timeout: limitMs,
    statement_timeout: limitMs,
  });
  // A connection that breaks while nothing runs on it has no other listener.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const askedAt = performance.now();
    const { rows } = await client.query<ProbeRow>(
      `select pg_is_in_recovery() as in_recovery,
              current_setting('server_version') as version,
              case when pg_is_in_recovery() then pg_last_wal_replay_lsn()
                   else pg_current_wal_insert_lsn() end::text as lsn,
              case when pg_is_in_recovery()
                   then extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000
              end::float8 as replay_age_ms,
              coalesce(has_table_privilege(to_regclass('public.pgmigrations'), 'select'), false)
                as has_migrations`,
    );
    const latencyMs = performance.now() - askedAt;
    const [row] = rows;
    if (row === undefined) return { status: 'down', error: 'no answer' };
    const newest = row.has_migrations
      ? await client.query<{ name: string }>(
          'select name from pgmigrations order by id desc limit 1',
        )
      : undefined;
    return {
      status: 'up',
      role: row.in_recovery ? 'replica' : 'primary',
      latencyMs,
      version: row.version,
      migration: newest?.rows[0]?.name ?? null,
      position: walPosition(row.lsn),
      replayAgeMs: row.replay_age_ms,
    };
  } catch (error) {
    return { status: 'down', error: reason(error, performance.now() - startedAt >= limitMs) };
  } finally {
    // Not awaited: a frozen server never says good-bye.
    client.end().catch(() => undefined);
  }
}

/** The byte position that an LSN such as `16/B374D848` stands for. */
export function walPosition(lsn: string | null): bigint {
  const [high, low] = (lsn ?? '0/0').split('/').map((part) => BigInt(`0x${part}`));
  return ((high ?? 0n) << 32n) + (low ?? 0n);
}

/** A reason that names no host, user or database. */
function reason(error: unknown, late: boolean): string {
  if (late) return 'no answer in time';
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === '57P03') return 'starting or stopping';
  if (code === '53300') return 'too many connections';
  if (code.startsWith('28')) return 'login refused';
  return 'connection lost';
}
