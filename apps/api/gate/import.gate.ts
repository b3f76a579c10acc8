import { type Claim, median, spread } from '@unite/gate';

import { type ImportRun, openImportLoad } from '../test/import-load.ts';

const rows = 50_000;
const runs = 5;

const note = `${rows.toLocaleString('en')} rows of a Google Contacts export over a loopback socket into an empty workspace, Redis and PostgreSQL with two streaming replicas on the same machine, ${runs} imports after a small one`;

async function importRuns(): Promise<ImportRun[]> {
  await using load = await openImportLoad();
  const samples: ImportRun[] = [];
  for (let run = 0; run < runs; run += 1) samples.push(await load.run(rows));
  return samples;
}

/** What the import promises, on the built service. */
export const claims: readonly Claim[] = [
  {
    id: 'import-rate',
    phase: 'workspace',
    text: 'An import of 50,000 rows creates at least 5,000 contacts per second',
    target: { op: '>=', value: 5_000 },
    unit: 'rows/s',
    async measure() {
      const samples = (await importRuns()).map(({ rowsPerSecond }) => Math.round(rowsPerSecond));
      return { value: median(samples), samples, spread: spread(samples), note };
    },
  },
  {
    id: 'import-memory',
    phase: 'workspace',
    text: 'During an import of 50,000 rows the resident memory of the API grows by less than 64 MB',
    target: { op: '<', value: 64 },
    unit: 'MB',
    async measure() {
      const samples = (await importRuns()).map(({ residentGrowthMb }) =>
        Math.round(residentGrowthMb),
      );
      // A promise about every import: the worst one counts.
      return { value: Math.max(...samples), samples, spread: spread(samples), note };
    },
  },
];
