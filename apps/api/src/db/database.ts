import {
  Kysely,
  type PostgresPool,
  type PostgresCursor,
  type PostgresQueryResult,
  PostgresDialect,
} from 'kysely';
import pg from 'pg';

import { isConnectionSound } from './database-errors.ts';
import type { Database } from './schema.ts';

/** How the service talks to its primary. */
export interface DatabaseOptions {
  readonly url: string;
  /** Most connections at a time. Default 10: PostgreSQL serves about two busy sessions per core well. */
  readonly maxConnections?: number;
  /** Longest wait for a connection, free or new, in milliseconds. Default 2000. */
  readonly connectTimeoutMs?: number;
  /**
   * Longest time of one statement, in milliseconds. Default 5000. The server stops it then; when the
   * server is frozen and cannot, the client gives up a second later.
   */
  readonly statementTimeoutMs?: number;
  /** Told how many milliseconds each query took, failed ones too, in the context of who asked. */
  readonly onQuery?: (durationMs: number) => void;
  /** Called when a connection that nobody uses breaks, e.g. because the server went away. */
  readonly onIdleError: (error: Error) => void;
}

/** Opens the service's database; the first query connects. */
export function openDatabase(options: DatabaseOptions): Kysely<Database> {
  const pool = openPool(options, { application_name: 'unite-api' });
  return new Kysely<Database>({
    dialect: new PostgresDialect({ pool: discardingBroken(pool, options.onQuery) }),
  });
}

/**
 * Opens the connections of the outbox's relay, to which the policies of `cache_outbox` show the rows of all
 * workspaces. They see no other row, having no workspace.
 */
export function openRelayPool(options: Pick<DatabaseOptions, 'url' | 'onIdleError'>): pg.Pool {
  return openPool(
    { ...options, maxConnections: 2 },
    { application_name: 'unite-api-outbox', options: '-c app.outbox_relay=on' },
  );
}

/**
 * Every wait has an end, because by default `pg` waits for ever on a frozen server or a silent
 * network: for a connection, for an answer, and for TCP to notice.
 */
function openPool(options: DatabaseOptions, session: pg.PoolConfig): pg.Pool {
  const statementTimeoutMs = options.statementTimeoutMs ?? 5_000;
  const pool = new pg.Pool({
    ...session,
    connectionString: options.url,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 2_000,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + 1_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // Without a listener a connection that breaks ends the process. The pool listens while a connection
  // is idle; while one is lent and between two queries, nobody else would.
  pool.on('error', options.onIdleError);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/**
 * The pool, but a connection on which a query was lost does not come back: `pg` keeps one whose
 * answer is overdue, and the next user would wait behind that answer.
 */
function discardingBroken(
  pool: pg.Pool,
  onQuery: (durationMs: number) => void = () => undefined,
): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect();
      let broken = false;
      const run = async (text: string, values: readonly unknown[]): Promise<unknown> => {
        const startedMs = performance.now();
        try {
          return await client.query(text, [...values]);
        } catch (error) {
          broken ||= !isConnectionSound(error);
          throw error;
        } finally {
          onQuery(performance.now() - startedMs);
        }
      };
      // The second form takes cursors, which need an option that is not set.
      function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
      function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
      function query(text: unknown, values: readonly unknown[] = []): unknown {
        return run(String(text), values);
      }
      return { query, release: (destroy) => client.release(destroy === true || broken) };
    },
  };
}
