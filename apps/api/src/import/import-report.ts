import { z } from 'zod';

import { problemLineSchema } from '../problem-line.ts';

const count = z.number().int().min(0);

const counts = {
  created: count,
  updated: count,
  unchanged: count.describe('Rows that a contact already says in full.'),
  refused: count,
};

/** What became of an imported file. */
export const importReportSchema = z
  .object({
    format: z.enum(['csv', 'vcard']),
    source: z
      .enum(['google', 'outlook', 'hubspot', 'apple', 'plain', 'unite', 'unknown'])
      .describe('The program that wrote the file, as its column names show.'),
    encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
    delimiter: z.enum([',', ';', '\t']).nullable().describe('Null for vCards.'),
    columns: z
      .array(z.object({ header: z.string(), field: z.string().nullable() }))
      .describe(
        'Each column of the file and the field it was read into; null when it was not read.',
      ),
    rows: count.describe('Records without the header and without blank lines.'),
    ...counts,
    refusals: z
      .array(
        z.object({
          line: z.number().int().min(1).describe('Line of the file that the record begins on.'),
          column: z.string().nullable(),
          reason: z.string(),
          code: z.string(),
        }),
      )
      .describe('The first 100.'),
    refusalsOmitted: count.describe('Refused records beyond those listed.'),
    durationMs: z.number().min(0),
  })
  .meta({ id: 'ImportReport' });

const progressSchema = z.object({
  type: z.literal('progress'),
  bytes: count.describe('Bytes of the body read.'),
  rows: count.describe('Records read.'),
  ...counts,
});

/** One line of a streamed import. */
export const importLineSchema = z
  .discriminatedUnion('type', [
    progressSchema,
    importReportSchema.extend({ type: z.literal('report') }),
    problemLineSchema,
  ])
  .meta({ id: 'ImportLine' });

/** What became of an imported file. */
export type ImportReport = z.infer<typeof importReportSchema>;

/** How far an import has come. */
export type ImportProgress = Omit<z.infer<typeof progressSchema>, 'type'>;
