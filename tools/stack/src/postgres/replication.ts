import type { PostgresServer } from './postgres-server.ts';
import { waitUntil } from '../process/wait-until.ts';

/** How far a node is behind the primary. */
export interface ReplicationLag {
  /** Bytes of write-ahead log that the node has not replayed; 0 on the primary. */
  readonly bytes: number;
  /**
   * Milliseconds since the last transaction that the node replayed, 0 when it has replayed
   * everything, null when it never replayed one. An upper bound of the true lag.
   */
  readonly ms: number | null;
}

/** Makes sure that `primary` keeps a replication slot for each standby. */
export async function ensureSlots(
  primary: PostgresServer,
  standbyNames: readonly string[],
): Promise<void> {
  await primary.session((client) =>
    client.query(
      `select pg_create_physical_replication_slot(name, true) from unnest($1::text[]) as name
       where not exists (select from pg_replication_slots where slot_name = name)`,
      [standbyNames],
    ),
  );
}

/** Waits until each standby receives the log of `primary` as it is written. */
export async function untilStreaming(
  primary: PostgresServer,
  standbyNames: readonly string[],
): Promise<void> {
  await primary.session((client) =>
    waitUntil(`${standbyNames.join(', ')} stream from ${primary.name}`, async () => {
      const { rows } = await client.query<{ name: string }>(
        `select application_name as name from pg_stat_replication where state = 'streaming'`,
      );
      return standbyNames.every((name) => rows.some((row) => row.name === name)) || null;
    }),
  );
}

/** Makes a running standby the primary; settles when it accepts writes. */
export async function promoteStandby(standby: PostgresServer): Promise<void> {
  await standby.session((client) => client.query('select pg_promote(true, 10)'));
}

/** Lets a running standby follow another primary without a restart. */
export async function repoint(standby: PostgresServer, primary: PostgresServer): Promise<void> {
  await standby.session(async (client) => {
    const conninfo = client.escapeLiteral(primary.conninfo(standby.name));
    await client.query(`alter system set primary_conninfo = ${conninfo}`);
    await client.query('select pg_reload_conf()');
  });
}

/** Measures how far `node` is behind `primary`; both must be running. */
export async function measureLag(
  primary: PostgresServer,
  node: PostgresServer,
): Promise<ReplicationLag> {
  if (primary === node) return { bytes: 0, ms: 0 };
  const lsn = await primary.session(async (client) => {
    const { rows } = await client.query<{ lsn: string }>(
      'select pg_current_wal_lsn()::text as lsn',
    );
    return rows[0]?.lsn;
  });
  return node.session(async (client) => {
    const { rows } = await client.query<{ bytes: string; ms: string | null }>(
      `select greatest(pg_wal_lsn_diff($1::pg_lsn, pg_last_wal_replay_lsn()), 0)::text as bytes,
              (extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::text as ms`,
      [lsn],
    );
    const bytes = Number(rows[0]?.bytes);
    const ms = rows[0]?.ms ?? null;
    return { bytes, ms: bytes === 0 ? 0 : ms === null ? null : Math.max(0, Number(ms)) };
  });
}
