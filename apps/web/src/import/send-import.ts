import { inAppLanguage } from '../api/app-language.ts';
import { browserProblem, unreachable } from '../api/browser-problem.ts';
import { NdjsonSplitter } from '../api/ndjson.ts';
import { problemInLine } from '../api/problem-line.ts';
import type { Problem } from '../api/problem.ts';
import { problemIn } from '../api/read-problem.ts';
import { readPageTrace } from '../telemetry/page-trace.ts';
import type { ImportMediaType } from './import-media-type.ts';
import type { ImportProgress, ImportReport } from './import-report.ts';

/** How an import ended. */
export type ImportOutcome =
  | { readonly kind: 'done'; readonly report: ImportReport }
  | { readonly kind: 'failed'; readonly problem: Problem }
  /** The person stopped it; whole batches that were written before stay. */
  | { readonly kind: 'cancelled' };

/** One file on its way into the workspace. */
export interface ImportUpload {
  /** The API's import address as this web server passes it on. */
  readonly url: string;
  readonly file: Blob;
  readonly mediaType: ImportMediaType;
  readonly signal: AbortSignal;
  /** Bytes of the file that left this computer. */
  readonly onSent: (bytes: number) => void;
  readonly onProgress: (progress: ImportProgress) => void;
}

/**
 * Sends a file and reads the answer line by line. The browser reads it from disk as the server takes it.
 *
 * With XMLHttpRequest, because `fetch` does not tell how much of a body was sent, and a browser shows nothing of
 * an answer before the whole body left.
 */
export function sendImport(upload: ImportUpload): Promise<ImportOutcome> {
  const { url, file, mediaType, signal, onSent, onProgress } = upload;
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const lines = new NdjsonSplitter();
    let readLength = 0;
    let outcome: ImportOutcome | undefined;

    const read = (values: readonly unknown[]): void => {
      for (const value of values) {
        const line = readLine(value);
        if (line?.kind === 'progress') onProgress(line.progress);
        else if (line !== undefined) outcome = line;
      }
    };
    const readMore = (): void => {
      if (request.status !== 200) return;
      const text = request.responseText;
      read(lines.push(text.slice(readLength)));
      readLength = text.length;
    };
    const stop = (): void => request.abort();

    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onprogress = readMore;
    request.onload = () => {
      if (request.status !== 200) outcome = { kind: 'failed', problem: refusedProblem(request) };
      else {
        readMore();
        read(lines.end());
      }
    };
    request.onabort = () => {
      outcome = { kind: 'cancelled' };
    };
    request.onloadend = () => {
      signal.removeEventListener('abort', stop);
      // An answer that ends without a report was cut on its way, whatever the browser calls it.
      const began = request.status === 200;
      resolve(outcome ?? { kind: 'failed', problem: began ? cutProblem : unreachable });
    };

    request.open('POST', url);
    const trace = readPageTrace(document);
    if (trace !== undefined) request.setRequestHeader('traceparent', trace.traceparent);
    request.setRequestHeader('accept', 'application/x-ndjson');
    request.setRequestHeader('accept-language', inAppLanguage['accept-language']);
    request.setRequestHeader('content-type', mediaType);
    if (signal.aborted) {
      resolve({ kind: 'cancelled' });
      return;
    }
    signal.addEventListener('abort', stop);
    request.send(file);
  });
}

const cutProblem = browserProblem({
  title: 'The connection was cut during the import',
  detail: 'What was imported so far is kept. Import the same file again: nothing is doubled.',
  code: 'IMPORT_CUT',
});

type Line = ImportOutcome | { readonly kind: 'progress'; readonly progress: ImportProgress };

/** One line of the answer; undefined for a kind of line that this version does not know. */
function readLine(value: unknown): Line | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  // The shapes below are those of the API's own schema.
  if (value.type === 'progress') {
    return { kind: 'progress', progress: value as unknown as ImportProgress };
  }
  if (value.type === 'report') return { kind: 'done', report: value as unknown as ImportReport };
  if (value.type !== 'problem') return undefined;
  return { kind: 'failed', problem: problemInLine(value) };
}

function refusedProblem(request: XMLHttpRequest): Problem {
  const { status, statusText, responseURL: url, responseText } = request;
  const headers = { get: (name: string) => request.getResponseHeader(name) };
  return problemIn(parseJson(responseText), { status, statusText, url, headers });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
