import { runner } from 'node-pg-migrate';
import pg from 'pg';

/** A run of migrations. */
export interface MigrationRun {
  /** Connection string of the role that owns the tables. */
  readonly url: string;
  /** Folder with `NNN_name.sql` files, each with an up and a down section. */
  readonly folder: string;
  readonly direction: 'up' | 'down';
  /** How many migrations; default is all up, one down. */
  readonly count?: number;
}

/**
 * Brings the database up, or back down, in one transaction and under a session lock that a second
 * runner waits for.
 *
 * @returns the names of the migrations that ran, in their order.
 */
export async function migrate({ url, folder, direction, count }: MigrationRun): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    // A migration that waits for a lock makes every query behind it wait: better to fail.
    await client.query(`set lock_timeout = '5s'`);
    const ran = await runner({
      dbClient: client,
      dir: folder,
      direction,
      migrationsTable: 'pgmigrations',
      advisoryLockMode: 'wait',
      checkOrder: true,
      ...(count === undefined ? {} : { count }),
      log: () => undefined,
    });
    return ran.map(({ name }) => name);
  } finally {
    await client.end();
  }
}
