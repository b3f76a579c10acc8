// Parsers of CSV on the same export of 50,000 contacts, as streams, as the import reads it. The
// last contestant is all that an import does before the database: decoding, dialect, columns,
// names, addresses, phone numbers.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { parse as csvParse } from 'csv-parse';
import { parse as fastCsv } from 'fast-csv';
import papa from 'papaparse';

import { googleExport } from '../../../apps/api/test/fixtures/google-export.ts';
import { openImportFile } from '../../../apps/api/src/import/import-file.ts';
import { interleaved } from '../interleaved.mjs';

const rows = 50_000;
const pieces = [...googleExport({ rows })];

async function count(parser) {
  let records = 0;
  const counting = async (records_) => {
    for await (const record of records_) if (record.length > 0) records += 1;
  };
  await pipeline(Readable.from(pieces), parser, counting);
  expectRows(records, rows + 1);
}

function expectRows(records, expected) {
  if (records !== expected) throw new Error(`${records} records instead of ${expected}`);
}

await interleaved('CSV, 50,000 rows of a Google Contacts export', [
  { name: 'csv-parse', run: () => count(csvParse({ relax_quotes: true })) },
  { name: 'papaparse', run: () => count(papa.parse(papa.NODE_STREAM_INPUT)) },
  { name: 'fast-csv', run: () => count(fastCsv()) },
  {
    name: 'our import without its database (csv-parse inside)',
    run: async () => {
      const file = await openImportFile(Readable.from(pieces), { region: 'US', format: 'csv' });
      let contacts = 0;
      for await (const { contact } of file.contacts) if (contact !== undefined) contacts += 1;
      expectRows(contacts, rows);
    },
  },
]);
