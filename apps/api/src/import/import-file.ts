import { type Problem, fieldError } from '@unite/problem-details';

import { problems } from '../problems.ts';
import { type ImportColumn, type ImportSource, recogniseColumns } from './columns.ts';
import { refusal } from './contact-draft.ts';
import { type CsvRecord, csvRecords } from './csv-records.ts';
import { type CsvDialect, type Delimiter, sniffDialect } from './csv-dialect.ts';
import { type ReadContact, readContact } from './imported-contact.ts';
import { type TextEncoding, utf8Text } from './text-encoding.ts';
import { vcardCards } from './vcard-cards.ts';
import { type ParsedCard, vcardColumns, vcardDraft } from './vcard-draft.ts';

/** A file whose beginning has been read. */
export interface ImportFile {
  readonly format: 'csv' | 'vcard';
  readonly delimiter: Delimiter | null;
  readonly columns: readonly ImportColumn[];
  readonly source: ImportSource;
  /** What the file is as far as it has been read. */
  readonly encoding: TextEncoding;
  /** Its records in order, each read as a contact or refused. To be read once. */
  readonly contacts: AsyncIterable<ReadContact>;
}

/** How a body is to be read. */
export interface OpenFileOptions {
  /** ISO 3166-1 alpha-2 that phone numbers without `+` belong to. */
  readonly region: string;
  /** What the sender says it is; a file that begins with a vCard is read as such in any case. */
  readonly format: 'csv' | 'vcard';
  /** Longest record in bytes. Default is 1,048,576 (1 MiB), 100 times the longest notes. */
  readonly maxRecordBytes?: number;
}

const defaultMaxRecordBytes = 2 ** 20;

/**
 * Reads the beginning of `body` and recognises what kind of file it is.
 *
 * @throws {Problem} `import-empty`, `import-not-text`, `import-no-columns`
 * @throws {RecordTooLong} also when its records are read.
 */
export async function openImportFile(
  body: AsyncIterable<Uint8Array>,
  { region, format, maxRecordBytes = defaultMaxRecordBytes }: OpenFileOptions,
): Promise<ImportFile> {
  const text = utf8Text(body);
  const chunks = text[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) throw nothing('no_bytes', 'The body is empty.');
  const whole = resumed(first.value, chunks);
  const read = { region, maxRecordBytes };
  const opened = /^\s*BEGIN:VCARD\s/i.test(first.value.toString('latin1', 0, 1024))
    ? await openCards(whole, read)
    : format === 'vcard'
      ? noCards()
      : await openRows(whole, read, sniffDialect(first.value));
  return {
    ...opened,
    get encoding() {
      return text.encoding;
    },
  };
}

/** The problem of a body without records, and what it has instead. */
export function nothing(code: string, message: string): Problem {
  return problems.importEmpty({ errors: [fieldError([], 'body', code, message)] });
}

type Opened = Omit<ImportFile, 'encoding'>;
type ReadOptions = Required<Omit<OpenFileOptions, 'format'>>;

function noCards(): never {
  throw nothing('no_cards', 'The body has no vCard: it does not begin with BEGIN:VCARD.');
}

async function openRows(
  text: AsyncIterable<Buffer>,
  { region, maxRecordBytes }: ReadOptions,
  dialect: CsvDialect,
): Promise<Opened> {
  const records = notBlank(csvRecords(text, { dialect, maxRecordBytes }));
  const header = await records.next();
  if (header.done) throw nothing('blank_lines', 'The file has only blank lines.');
  const names = header.value.cells ?? [];
  const columns = await closingOnFailure(records, () => recogniseColumns(names));
  const { source } = columns;

  async function* contacts(): AsyncGenerator<ReadContact> {
    let rows = 0;
    for await (const { line, cells } of records) {
      rows += 1;
      if (cells === null) yield { refusal: refusal(line, 'unclosed-quote') };
      else if (cells.length > names.length && !isBlank(cells.slice(names.length)))
        yield { refusal: refusal(line, 'too-many-cells') };
      else yield readContact(columns.draft(line, cells), { region, source });
    }
    if (rows === 0) throw nothing('header_only', 'The file has only a header.');
  }

  return {
    format: 'csv',
    delimiter: dialect.delimiter,
    columns: columns.columns,
    source,
    contacts: contacts(),
  };
}

/** Lets go of the body when its reader will never be read to the end. */
async function closingOnFailure<T>(reader: AsyncGenerator<unknown>, work: () => T): Promise<T> {
  try {
    return work();
  } catch (error) {
    await reader.return(undefined);
    throw error;
  }
}

async function* notBlank(records: AsyncIterable<CsvRecord>): AsyncGenerator<CsvRecord> {
  for await (const record of records) {
    if (record.cells === null || !isBlank(record.cells)) yield record;
  }
}

function isBlank(cells: readonly string[]): boolean {
  return !cells.some((cell) => cell !== '' && /\S/.test(cell));
}

async function openCards(
  text: AsyncIterable<Buffer>,
  { region, maxRecordBytes }: ReadOptions,
): Promise<Opened> {
  const cards = vcardCards(text, { maxRecordBytes });
  const first = await cards.next();
  if (first.done) noCards();
  const parse = (card: typeof first.value): ParsedCard | null =>
    card.lines === null ? null : vcardDraft(card.line, card.lines);
  const product = parse(first.value)?.product;
  const source: ImportSource = product?.includes('Apple') === true ? 'apple' : 'unknown';

  async function* contacts(): AsyncGenerator<ReadContact> {
    for await (const card of resumed(first.value, cards)) {
      const parsed = parse(card);
      if (parsed !== null) yield readContact(parsed.draft, { region, source });
      else
        yield {
          refusal: refusal(card.line, card.lines === null ? 'unclosed-card' : 'malformed-card'),
        };
    }
  }

  return {
    format: 'vcard',
    delimiter: null,
    columns: vcardColumns,
    source,
    contacts: contacts(),
  };
}

async function* resumed<T>(first: T, rest: AsyncIterator<T>): AsyncGenerator<T> {
  try {
    yield first;
    for (let step = await rest.next(); !step.done; step = await rest.next()) yield step.value;
  } finally {
    await rest.return?.();
  }
}
