import type { Kysely } from 'kysely';

import type { Clock } from '../clock.ts';
import type { Database, WorkspaceRow } from '../db/schema.ts';
import { withWorkspace } from '../db/workspace-scope.ts';
import { problems } from '../problems.ts';
import { meets } from '../records/etag.ts';
import type { Workspace } from './workspace-schemas.ts';
import type { Workspaces } from './workspaces.ts';

/** Keeps workspaces in PostgreSQL. */
export function createWorkspaces(
  db: Kysely<Database>,
  { clock }: { readonly clock: Clock },
): Workspaces {
  return {
    read: (workspaceId) =>
      withWorkspace(db, workspaceId, async (trx) => {
        const row = await trx
          .selectFrom('workspaces')
          .selectAll()
          .where('id', '=', workspaceId)
          .executeTakeFirst();
        if (row === undefined) throw problems.notFound();
        return toWorkspace(row);
      }),

    update: (workspaceId, expected, { name, timeZone, region }) =>
      withWorkspace(db, workspaceId, async (trx) => {
        const row = await trx
          .selectFrom('workspaces')
          .selectAll()
          .where('id', '=', workspaceId)
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined) throw problems.notFound();
        if (!meets(expected, row.version)) throw problems.preconditionFailed();
        const updated = await trx
          .updateTable('workspaces')
          .set({
            name: name ?? row.name,
            time_zone: timeZone ?? row.time_zone,
            region: region ?? row.region,
            version: row.version + 1,
            updated_at: new Date(clock.now()),
          })
          .where('id', '=', workspaceId)
          .returningAll()
          .executeTakeFirstOrThrow();
        return toWorkspace(updated);
      }),
  };
}

function toWorkspace(row: WorkspaceRow): Workspace {
  return {
    id: row.id,
    name: row.name,
    tier: row.tier,
    timeZone: row.time_zone,
    region: row.region,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
