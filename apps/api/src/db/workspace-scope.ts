import { type Kysely, type Transaction, sql } from 'kysely';

import type { Database } from './schema.ts';

/**
 * Runs `fn` in one transaction that can see and write the rows of one workspace only.
 *
 * This is the only door to tenant data: row-level security hides every row until
 * `app.workspace_id` is set, and the setting ends with the transaction (`is_local`), so a
 * connection that goes back to the pool carries nobody's scope.
 *
 * Commits when `fn` resolves, rolls back and rethrows when it throws.
 *
 * @param workspaceId UUID of the workspace, taken from the caller's API key and never from a request.
 */
export async function withWorkspace<T>(
  db: Kysely<Database>,
  workspaceId: string,
  fn: (trx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (trx) => {
    await sql`select set_config('app.workspace_id', ${workspaceId}, true)`.execute(trx);
    return fn(trx);
  });
}
