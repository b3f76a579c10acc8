import { isProblem } from '@unite/problem-details';

import { problems } from '../problems.ts';
import type { JoinedWrite } from '../records/joined-write.ts';
import { type OpenFileOptions, openImportFile } from './import-file.ts';
import type { ImportProgress, ImportReport } from './import-report.ts';
import type { ImportedContact } from './imported-contact.ts';
import { RecordTooLong } from './record-too-long.ts';
import { createTally } from './tally.ts';
import { type WriteBatchOptions, writeBatch } from './write-batch.ts';

/** What an import is told. */
export interface ImportContactsOptions
  extends OpenFileOptions, Omit<WriteBatchOptions, 'beforeCommit'> {
  /** Ends the import after the batch that is being written. */
  readonly signal: AbortSignal;
  /** Called when the import begins and after each batch with a function that reads the counts. */
  readonly onProgress?: (progress: () => ImportProgress) => void;
  /** Runs the write of each batch, which counts as written when it resolves. */
  readonly joinedWrite: JoinedWrite;
}

/** Rows per transaction; a larger one holds more memory, and the workspace's turn for longer. */
const batchRows = 1_000;

/** Characters of text after which a batch is written, however few rows it has. */
const batchCharacters = 2 ** 20;

/**
 * Imports a file as it arrives: while one batch is written the next is read, never more.
 *
 * Each batch is one transaction, so whatever happens the contacts of whole batches are there and
 * the same file can be sent again: what it said before is then `unchanged`.
 *
 * @throws {Problem} What {@link openImportFile} says; `import-record-too-long` and, when a batch cannot
 * be written after others were, `import-interrupted`. Both tell how many rows were imported before.
 * @throws The reason of `signal` when it aborts.
 */
export async function importContacts(
  body: AsyncIterable<Uint8Array>,
  options: ImportContactsOptions,
): Promise<ImportReport> {
  const { signal, clock, joinedWrite, workspaceId } = options;
  const startedAtMs = clock.now();
  const tally = createTally();
  const writer = createWriter(
    (rows: readonly ImportedContact[]) =>
      joinedWrite(workspaceId, (beforeCommit) => writeBatch(rows, { ...options, beforeCommit })),
    tally.commit,
  );
  const report = () => options.onProgress?.(() => tally.progress);
  try {
    report();
    const file = await openImportFile(counted(body, signal, tally.readBytes), options);
    let batch: ImportedContact[] = [];
    let characters = 0;
    for await (const { contact, refusal } of file.contacts) {
      tally.readRow();
      if (refusal !== undefined) tally.refuse(refusal);
      else {
        batch.push(contact);
        characters += size(contact);
      }
      if (batch.length < batchRows && characters < batchCharacters) continue;
      signal.throwIfAborted();
      await writer.write(batch);
      report();
      batch = [];
      characters = 0;
    }
    signal.throwIfAborted();
    if (batch.length > 0) await writer.write(batch);
    await writer.settled();
    const { rows, created, updated, unchanged, refused } = tally.progress;
    return {
      format: file.format,
      source: file.source,
      encoding: file.encoding,
      delimiter: file.delimiter,
      columns: [...file.columns],
      ...{ rows, created, updated, unchanged, refused },
      ...tally.refusals,
      durationMs: Math.max(0, clock.now() - startedAtMs),
    };
  } catch (error) {
    // The batch in flight is committed or not before anybody is told how much was.
    await writer.settled().catch(() => undefined);
    signal.throwIfAborted();
    throw importFailure(error, tally.committed);
  }
}

async function* counted(
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    signal.throwIfAborted();
    count(chunk.byteLength);
    yield chunk;
  }
}

function size({ name, email, phone, company, jobTitle, notes }: ImportedContact): number {
  return [name, email, phone, company, jobTitle, notes].reduce(
    (sum, text) => sum + (text?.length ?? 0),
    0,
  );
}

/** Writes one batch at a time and lets the caller read on meanwhile. */
function createWriter<Batch, Result>(
  write: (batch: Batch) => Promise<Result>,
  written: (result: Result) => void,
) {
  let inFlight: Promise<void> = Promise.resolve();
  return {
    /** Resolves when the batch before this one is written. */
    async write(batch: Batch): Promise<void> {
      await inFlight;
      inFlight = write(batch).then(written);
      // Its failure is met by the next call; until then it is nobody's unhandled rejection.
      inFlight.catch(() => undefined);
    },
    settled: () => inFlight,
  };
}

/** What ended an import, with what a caller needs to know to go on. */
function importFailure(error: unknown, importedRows: number): unknown {
  if (error instanceof RecordTooLong) {
    const { line, limitBytes } = error;
    return problems.importRecordTooLong({
      line,
      limit_bytes: limitBytes,
      imported_rows: importedRows,
    });
  }
  if (importedRows === 0 || isProblem(error)) return error;
  return problems.importInterrupted({ imported_rows: importedRows, cause: error });
}
