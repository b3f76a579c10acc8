import { isLeftOut } from './base-backup.ts';

describe('a base backup', () => {
  it.each([
    'base/1/1259',
    'global/pg_control',
    'pg_wal',
    'pg_wal/archive_status',
    'pg_wal/summaries',
    'pg_hba.conf',
  ])('holds %s', (path) => expect(isLeftOut(path)).toBe(false));

  it.each([
    'pg_wal/000000010000000000000001',
    'pg_wal/summaries/0000.summary',
    'pg_replslot/node1',
    'pg_dynshmem/mmap.1',
    'postmaster.pid',
    'standby.signal',
    'backup_label.old',
    'base/1/pg_internal.init',
    'base/pgsql_tmp/t1',
  ])('leaves out %s', (path) => expect(isLeftOut(path)).toBe(true));
});
