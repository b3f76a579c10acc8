import { pipeline } from 'node:stream';

import { type CsvError, parse } from 'csv-parse';

import { RecordTooLong } from './record-too-long.ts';
import { type CsvDialect } from './csv-dialect.ts';

/** One record of a CSV file, or the mark that the file ends inside a quoted cell. */
export type CsvRecord =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly cells: null };

/** What {@link csvRecords} needs to know beside the bytes. */
export interface CsvRecordsOptions {
  readonly dialect: CsvDialect;
  /** Longest record in bytes that is read; a longer one ends the import. */
  readonly maxRecordBytes: number;
}

/** Bytes given to the parser at once, so that its look at a record's size is never far behind. */
const sliceBytes = 64 * 1024;

/**
 * Reads CSV and yields each record with the line that it begins on; empty lines are left out.
 *
 * A quotation mark inside an unquoted cell is text, as spreadsheets read it. A quoted cell that
 * never ends yields a last record with `cells: null`.
 *
 * @throws {RecordTooLong}, naming the line that the record begins on.
 */
export async function* csvRecords(
  text: AsyncIterable<Buffer>,
  { dialect, maxRecordBytes }: CsvRecordsOptions,
): AsyncGenerator<CsvRecord> {
  let line = dialect.headerLine;
  let unclosed = false;
  /** Records before the one that is too long; they are still good. */
  let readable = Number.POSITIVE_INFINITY;
  const parser = parse({
    delimiter: dialect.delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: maxRecordBytes,
    relax_column_count: true,
    relax_quotes: true,
    // Without it an error would throw away records before it that nobody has read yet.
    skip_records_with_error: true,
  });
  parser.on('skip', (error: CsvError) => {
    if (error.code === 'CSV_QUOTE_NOT_CLOSED') unclosed = true;
    else readable = Math.min(readable, parser.info.records);
  });

  async function* bounded(): AsyncGenerator<Buffer> {
    let records = 0;
    let bytesInRecord = 0;
    for await (const chunk of sliced(text, dialect.headerStartsAt)) {
      if (parser.info.records !== records) bytesInRecord = 0;
      records = parser.info.records;
      bytesInRecord += chunk.length;
      // The parser bounds a record's characters but not its cells: 2 GB of commas would fill memory.
      if (bytesInRecord > maxRecordBytes + 4 * sliceBytes) readable = Math.min(readable, records);
      if (readable !== Number.POSITIVE_INFINITY) return;
      yield chunk;
    }
  }

  pipeline(bounded, parser, () => {
    // Every failure reaches the loop below through the parser.
  });
  let read = 0;
  for await (const record of parser) {
    if (read === readable) break;
    read += 1;
    const cells: readonly string[] = record;
    if (cells.length > 1 || cells[0] !== '') yield { line, cells };
    line += 1 + lineBreaks(cells);
  }
  if (readable !== Number.POSITIVE_INFINITY) throw new RecordTooLong(line, maxRecordBytes);
  if (unclosed) yield { line, cells: null };
}

async function* sliced(text: AsyncIterable<Buffer>, skip: number): AsyncGenerator<Buffer> {
  let start = skip;
  for await (const chunk of text) {
    for (; start < chunk.length; start += sliceBytes)
      yield chunk.subarray(start, start + sliceBytes);
    start = 0;
  }
}

// csv-parse counts a quoted CR LF as two lines, so lines are counted here.
function lineBreaks(cells: readonly string[]): number {
  let breaks = 0;
  for (const cell of cells) {
    if (cell.includes('\n') || cell.includes('\r')) breaks += cell.split(/\r\n|\r|\n/).length - 1;
  }
  return breaks;
}
