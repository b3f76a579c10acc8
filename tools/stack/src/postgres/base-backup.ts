import { chown, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyTree } from './copy-tree.ts';
import type { PostgresServer } from './postgres-server.ts';
import type { ServerAccount } from './server-account.ts';

// What a base backup leaves out: https://www.postgresql.org/docs/current/continuous-archiving.html
// (section "Making a Base Backup Using the Low Level API").
const emptied = /^pg_(wal|replslot|dynshmem|notify|serial|snapshots|stat_tmp|subtrans)\/.+/;
const kept = /^pg_wal\/(archive_status|summaries)$/;
const dropped =
  /(^|\/)(postmaster\.(pid|opts)|backup_label.*|tablespace_map.*|standby\.signal|pg_internal\.init.*|pgsql_tmp.*)$/;

/** Whether a base backup leaves out the file or folder at this path of the data folder. */
export function isLeftOut(path: string): boolean {
  return (emptied.test(path) && !kept.test(path)) || dropped.test(path);
}

/**
 * Replaces the data folder of a stopped server by a base backup of a running one, with the
 * low-level API, because the embedded package has no pg_basebackup.
 */
export async function copyRunning(
  source: PostgresServer,
  target: PostgresServer,
  account: ServerAccount | null,
): Promise<void> {
  await rm(target.data, { recursive: true, force: true });
  // Start and stop have to happen on the same session.
  await source.session(async (client) => {
    await client.query('select pg_backup_start($1, true)', [`copy to ${target.name}`]);
    await copyTree(source.data, target.data, { account, skip: isLeftOut });
    const { rows } = await client.query<{ labelfile: string }>(
      'select labelfile from pg_backup_stop(false)',
    );
    const label = join(target.data, 'backup_label');
    await writeFile(label, rows[0]?.labelfile ?? '', { mode: 0o600 });
    if (account) await chown(label, account.uid, account.gid);
  });
}
