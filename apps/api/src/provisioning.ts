import { type Kysely, sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';

import { newSecret } from './auth/api-key-secret.ts';
import type { Database, WorkspaceTier } from './db/schema.ts';

/** A workspace to be there. */
export interface Provision {
  readonly name: string;
  readonly tier: WorkspaceTier;
  readonly timeZone: string;
  /** Name of the key; an older key of that name is revoked. */
  readonly keyName: string;
}

/** The workspace and a key that works from now on. */
export interface Provisioned {
  readonly workspace: { readonly id: string; readonly name: string };
  readonly apiKey: string;
}

/**
 * Makes sure that a workspace of that name exists and issues a key for it; running it again changes
 * the key and nothing else.
 *
 * @param db Connected as the owner of the tables: only the owner finds workspaces by name.
 */
export async function provision(
  db: Kysely<Database>,
  { name, tier, timeZone, keyName }: Provision,
): Promise<Provisioned> {
  const { secret, prefix, hash } = newSecret();
  const workspace = await db.transaction().execute(async (trx) => {
    // Two at a time would both find nothing and both create it. The number is arbitrary and ours.
    await sql`select pg_advisory_xact_lock(7305117249022416)`.execute(trx);
    const known = await trx
      .selectFrom('workspaces')
      .select(['id', 'name'])
      .where('name', '=', name)
      .orderBy('created_at')
      .limit(1)
      .executeTakeFirst();
    const found = known ?? { id: uuidv7(), name };
    await sql`select set_config('app.workspace_id', ${found.id}, true)`.execute(trx);
    if (known === undefined) {
      await trx
        .insertInto('workspaces')
        .values({ id: found.id, name, tier, time_zone: timeZone })
        .execute();
    }
    await trx
      .updateTable('api_keys')
      .set({ revoked_at: sql<Date>`now()` })
      .where('workspace_id', '=', found.id)
      .where('name', '=', keyName)
      .where('revoked_at', 'is', null)
      .execute();
    await trx
      .insertInto('api_keys')
      .values({
        id: uuidv7(),
        workspace_id: found.id,
        name: keyName,
        prefix,
        key_hash: hash,
        revoked_at: null,
      })
      .execute();
    return found;
  });
  return { workspace, apiKey: secret };
}
