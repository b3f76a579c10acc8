import type { InvalidationNames } from '../invalidation-names.ts';
import type { OutboxConnection, OutboxPool } from './database.ts';
import { parseRow, type OutboxRow } from './outbox-row.ts';

/** What {@link relayRows} needs. */
export interface RelayOptions {
  readonly pool: OutboxPool;
  readonly table: string;
  /** The most rows at once. */
  readonly batchRows: number;
  /** Milliseconds after which the server gives the rows of a process that stands still to others. */
  readonly claimMs: number;
  /** Stands for everything. */
  readonly all: InvalidationNames;
  /** Whether the invalidation was confirmed. */
  readonly invalidate: (names: readonly InvalidationNames[]) => Promise<boolean>;
}

/**
 * Invalidates what the committed rows say, oldest first, and takes away those that were confirmed. Rows that another
 * process has taken on are left to it: they come back when it fails, dies or stands still.
 *
 * @returns how many rows were sent, and whether all were that could be had
 * @throws what the database throws
 */
export async function relayRows(
  options: RelayOptions,
): Promise<{ readonly sent: number; readonly isComplete: boolean }> {
  let sent = 0;
  // A look without a transaction: most of the time there is nothing.
  while (await hasRows(options)) {
    const { count, isConfirmed } = await withConnection(options.pool, (connection) =>
      relayBatch(connection, options),
    );
    if (!isConfirmed) return { sent, isComplete: false };
    sent += count;
    if (count < options.batchRows) break;
  }
  return { sent, isComplete: true };
}

async function hasRows({ pool, table }: RelayOptions): Promise<boolean> {
  const { rows } = await pool.query(`SELECT 1 FROM ${table} LIMIT 1`);
  return rows.length > 0;
}

async function withConnection<T>(
  pool: OutboxPool,
  work: (connection: OutboxConnection) => Promise<T>,
): Promise<T> {
  const connection = await pool.connect();
  // A connection that breaks while it is out of its pool would end the process; its statement rejects as well.
  const ignore = () => undefined;
  connection.on('error', ignore);
  let isBroken = true;
  try {
    const result = await work(connection);
    isBroken = false;
    return result;
  } finally {
    connection.removeListener('error', ignore);
    connection.release(isBroken);
  }
}

/** The rows are locked until they are gone, so that no two processes send the same. */
async function relayBatch(
  connection: OutboxConnection,
  { table, batchRows, claimMs, all, invalidate }: RelayOptions,
): Promise<{ readonly count: number; readonly isConfirmed: boolean }> {
  await connection.query(
    `BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL idle_in_transaction_session_timeout = ${claimMs}`,
  );
  const { rows } = await connection.query(
    `SELECT id::text, names FROM ${table} ORDER BY id LIMIT ${batchRows} FOR UPDATE SKIP LOCKED`,
  );
  const claimed: readonly OutboxRow[] = rows.map(parseRow);
  const isConfirmed =
    claimed.length === 0 || (await invalidate(claimed.map(({ names }) => names ?? all)));
  if (isConfirmed && claimed.length > 0) {
    const ids = claimed.map(({ id }) => id);
    await connection.query(`DELETE FROM ${table} WHERE id = ANY ($1::bigint[])`, [ids]);
  }
  await connection.query(isConfirmed ? 'COMMIT' : 'ROLLBACK');
  return { count: claimed.length, isConfirmed };
}
