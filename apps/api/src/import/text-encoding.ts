import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

import { fieldError } from '@unite/problem-details';

import { problems } from '../problems.ts';
import { binaryHint } from './binary-hint.ts';

/** How the bytes of an imported file stand for characters. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** A file as UTF-8 without a byte order mark, whatever it was. */
export interface Utf8Text extends AsyncIterable<Buffer> {
  /** What the file is, as far as has been read: ASCII counts as UTF-8 until another byte shows up. */
  readonly encoding: TextEncoding;
}

/** Bytes that are gathered before the first decision: the mark, the NUL pattern, signs of a binary file. */
const headBytes = 16 * 1024;

/**
 * Reads `body` as text and yields it as UTF-8, with back-pressure and constant memory.
 *
 * A byte order mark decides; else NULs in every second place mean UTF-16; else the first bytes
 * beyond ASCII decide between UTF-8 and Windows-1252. All before them is the same in both, so
 * nothing has to be held back or read again.
 *
 * @throws {Problem} `import-not-text` when the first 16 KiB look like a binary file.
 */
export function utf8Text(body: AsyncIterable<Uint8Array>): Utf8Text {
  let encoding: TextEncoding = 'utf-8';

  async function* decode(): AsyncGenerator<Buffer> {
    const chunks = headFirst(body);
    const first = await chunks.next();
    if (first.done) return;
    const { encoding: marked, bytes } = unmarked(first.value);
    const known = marked ?? utf16ByNuls(bytes);
    if (known !== 'utf-16le' && known !== 'utf-16be') {
      const hint = binaryHint(bytes);
      if (hint !== null) {
        throw problems.importNotText({ errors: [fieldError([], 'body', 'not_text', hint)] });
      }
    }
    const rest = followedBy(bytes, chunks);
    if (known === undefined) yield* decideAtFirstNonAscii(rest, (found) => (encoding = found));
    else {
      encoding = known;
      yield* known === 'utf-8' ? rest : transcode(rest, known);
    }
  }

  return {
    get encoding() {
      return encoding;
    },
    [Symbol.asyncIterator]: decode,
  };
}

/** Yields the first `headBytes` as one chunk (less when the body ends before), then the rest as it comes. */
async function* headFirst(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let head: Buffer[] | undefined = [];
  let length = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (head === undefined) yield bytes;
    else {
      head.push(bytes);
      length += bytes.length;
      if (length >= headBytes) {
        yield Buffer.concat(head);
        head = undefined;
      }
    }
  }
  if (length > 0 && head !== undefined) yield Buffer.concat(head);
}

async function* followedBy(
  first: Buffer,
  rest: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  if (first.length > 0) yield first;
  yield* rest;
}

function unmarked(head: Buffer): { encoding: TextEncoding | undefined; bytes: Buffer } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf)
    return { encoding: 'utf-8', bytes: head.subarray(3) };
  if (head[0] === 0xff && head[1] === 0xfe)
    return { encoding: 'utf-16le', bytes: head.subarray(2) };
  if (head[0] === 0xfe && head[1] === 0xff)
    return { encoding: 'utf-16be', bytes: head.subarray(2) };
  return { encoding: undefined, bytes: head };
}

/** UTF-16 without a mark: a header is mostly ASCII, so one byte of each pair is NUL and the other never is. */
function utf16ByNuls(head: Buffer): TextEncoding | undefined {
  const pairs = Math.min(head.length >> 1, 512);
  let high = 0;
  let low = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    if (head[2 * pair] === 0) high += 1;
    if (head[2 * pair + 1] === 0) low += 1;
  }
  const most = pairs / 2;
  if (pairs > 1 && low >= most && high === 0) return 'utf-16le';
  if (pairs > 1 && high >= most && low === 0) return 'utf-16be';
  return undefined;
}

async function* decideAtFirstNonAscii(
  chunks: AsyncIterable<Buffer>,
  decided: (encoding: TextEncoding) => void,
): AsyncGenerator<Buffer> {
  let undecided: Buffer | undefined = Buffer.alloc(0);
  let decoder: TextDecoder | undefined;
  for await (const chunk of chunks) {
    if (undecided === undefined) {
      yield decoder === undefined ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }));
      continue;
    }
    const bytes: Buffer = undecided.length === 0 ? chunk : Buffer.concat([undecided, chunk]);
    if (isAscii(bytes)) {
      yield bytes;
      continue;
    }
    const start = bytes.findIndex((byte) => byte >= 0x80);
    const sequence = bytes.subarray(start, start + sequenceLength(bytes[start]));
    if (sequence.length < sequenceLength(bytes[start])) {
      // The deciding character is cut by the end of the chunk.
      if (start > 0) yield bytes.subarray(0, start);
      undecided = bytes.subarray(start);
      continue;
    }
    undecided = undefined;
    if (isUtf8(sequence)) yield bytes;
    else {
      decided('windows-1252');
      decoder = new TextDecoder('windows-1252');
      yield Buffer.from(decoder.decode(bytes, { stream: true }));
    }
  }
  if (undecided !== undefined && undecided.length > 0) {
    // The file ends inside what would have been a UTF-8 character.
    decided('windows-1252');
    yield Buffer.from(new TextDecoder('windows-1252').decode(undecided));
  }
}

/** Bytes of the UTF-8 character that `lead` begins; 1 for a byte that begins none. */
function sequenceLength(lead = 0): number {
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xc2 && lead <= 0xdf ? 2 : 1;
}

async function* transcode(
  chunks: AsyncIterable<Buffer>,
  encoding: TextEncoding,
): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield Buffer.from(text);
  }
  const last = decoder.decode();
  if (last !== '') yield Buffer.from(last);
}
