import { type Kysely, sql } from 'kysely';

import type { Clock } from '../clock.ts';
import type { Database } from '../db/schema.ts';

/** How long a deleted record can be restored, in milliseconds (30 days). */
export const restorableMs = 30 * 24 * 60 * 60 * 1000;

/** Most rows of a table in one statement, so that no purge holds its locks for long. */
const batchRows = 5_000;

/**
 * Removes what was deleted more than 30 days ago, in every workspace; while another instance does
 * it, there is nothing to do.
 *
 * @returns how many records were removed.
 */
export async function purgeDeleted(
  db: Kysely<Database>,
  { clock }: { readonly clock: Clock },
): Promise<number> {
  const before = new Date(clock.now() - restorableMs);
  let total = 0;
  for (;;) {
    const { rows } = await sql<{ purged: number }>`
      select purge_deleted(${before}, ${batchRows}) as purged`.execute(db);
    const purged = rows[0]?.purged ?? 0;
    if (purged === 0) return total;
    total += purged;
  }
}
