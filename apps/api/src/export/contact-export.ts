import { pipeline } from 'node:stream';

import { stringify } from 'csv-stringify';
import type { Kysely } from 'kysely';
import { z } from 'zod';

import type { Api } from '../api-instance.ts';
import type { Database } from '../db/schema.ts';
import { responses } from '../responses.ts';
import { exportColumns } from './export-columns.ts';
import { exportedRows } from './exported-rows.ts';

/** What the export is wired with. */
export interface ContactExportOptions {
  readonly db: Kysely<Database>;
}

/** Longest time that a download may take, in milliseconds. */
const exportTimeoutMs = 60 * 60_000;

/** Registers `GET /contacts/export.csv`, which streams all contacts of the workspace. */
export async function contactExport(api: Api, { db }: ContactExportOptions): Promise<void> {
  api.get(
    '/contacts/export.csv',
    {
      handlerTimeout: exportTimeoutMs,
      schema: {
        operationId: 'exportContacts',
        summary: 'Export all contacts as CSV',
        description:
          'A spreadsheet opens it as it is (UTF-8 with a byte order mark, CR LF). Cells that a spreadsheet would run as formulas begin with an apostrophe, which an import of this file takes off again: importing an export changes nothing.',
        tags: ['contacts'],
        response: responses({
          200: {
            description: 'The contacts, oldest first.',
            content: { 'text/csv': { schema: z.string() } },
          },
        }),
      },
    },
    async (request, reply) => {
      const rows = exportedRows({ db, workspaceId: request.workspaceId });
      // The first row is awaited before any header goes out: a database that is away is a proper 503.
      const first = await rows.next();
      const csv = stringify({
        // Without the mark Excel reads UTF-8 as Windows-1252.
        bom: true,
        record_delimiter: 'windows',
        header: true,
        columns: exportColumns.map(({ header }) => header),
        // By itself it quotes line breaks only when they are CR LF. Spaces at the edge and a mark at
        // the beginning are eaten by some readers when they are bare.
        quoted_match: /[\r\n]|^[\s\uFEFF]|\s$/,
      });
      pipeline(resumed(first, rows), csv, (error) => {
        if (error != null) request.log.warn({ err: error }, 'export cut off');
      });
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="contacts.csv"')
        .header('cache-control', 'no-store')
        .header('x-content-type-options', 'nosniff')
        .send(csv);
    },
  );
}

async function* resumed<T>(first: IteratorResult<T>, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}
