import type { Kysely } from 'kysely';

import type { Database } from '../db/schema.ts';
import { withWorkspace } from '../db/workspace-scope.ts';
import { guardFormula } from '../import/formula-guard.ts';
import { exportColumns } from './export-columns.ts';

/** What {@link exportedRows} reads. */
export interface ExportedRowsOptions {
  readonly db: Kysely<Database>;
  readonly workspaceId: string;
  /** Contacts per query. Default is 1,000: about 1 MB at most with ordinary notes. */
  readonly pageRows?: number;
}

/**
 * Yields the live contacts of a workspace, oldest first, as cells that no spreadsheet runs.
 *
 * Each page is a transaction of its own: a slow reader holds neither a connection nor a snapshot.
 * A contact that changes meanwhile is there once, as it was or as it is.
 */
export async function* exportedRows({
  db,
  workspaceId,
  pageRows = 1_000,
}: ExportedRowsOptions): AsyncGenerator<string[]> {
  let after: string | undefined;
  do {
    const page = await withWorkspace(db, workspaceId, (trx) => {
      const query = trx
        .selectFrom('contacts')
        .select(exportColumns.map(({ column }) => column))
        .where('workspace_id', '=', workspaceId)
        .where('deleted_at', 'is', null)
        .orderBy('id')
        .limit(pageRows);
      return (after === undefined ? query : query.where('id', '>', after)).execute();
    });
    for (const contact of page)
      yield exportColumns.map(({ column }) => guardFormula(contact[column] ?? ''));
    after = page.length < pageRows ? undefined : page.at(-1)?.id;
  } while (after !== undefined);
}
