import { isUtf8 } from 'node:buffer';
import type { Codec } from '../codec.ts';
import type { NextCacheEntry } from './next-types.ts';

/** An entry with its bytes in place of the stream. */
export interface KeptEntry extends Readonly<Omit<NextCacheEntry, 'value' | 'tags'>> {
  readonly tags: readonly string[];
  readonly bytes: Uint8Array;
}

/** Reads the stream to its end. @throws what the stream fails with */
export async function keptEntry(entry: NextCacheEntry): Promise<KeptEntry> {
  const { value, tags, stale, timestamp, expire, revalidate } = entry;
  const chunks: Uint8Array[] = [];
  const reader = value.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
  }
  return { tags: [...tags], stale, timestamp, expire, revalidate, bytes: Buffer.concat(chunks) };
}

/** The entry with a stream of its own. */
export function nextEntry(kept: KeptEntry): NextCacheEntry {
  const { bytes, tags, stale, timestamp, expire, revalidate } = kept;
  const value = new ReadableStream<Uint8Array>({
    start(controller) {
      // A copy: whoever reads the stream may hand its buffer on, and memory keeps the bytes.
      if (bytes.length > 0) controller.enqueue(bytes.slice());
      controller.close();
    },
  });
  return { value, tags: [...tags], stale, timestamp, expire, revalidate };
}

/** A line of JSON about the entry, and its bytes: as they are where they are text, which they nearly always are. */
export const keptEntryCodec: Codec<KeptEntry | undefined> = {
  encode(entry) {
    if (!entry) throw new TypeError('there is no entry to write');
    const { bytes, tags, stale, timestamp, expire, revalidate } = entry;
    const encoding = isUtf8(bytes) ? 'utf8' : 'base64';
    const head = JSON.stringify([encoding, timestamp, stale, expire, revalidate, tags]);
    return `${head}\n${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(encoding)}`;
  },
  decode(text) {
    const end = text.indexOf('\n');
    const head: unknown = JSON.parse(text.slice(0, end));
    if (!Array.isArray(head)) throw new SyntaxError('the head of an entry of Next is no list');
    const [encoding, timestamp, stale, expire, revalidate, tags]: readonly unknown[] = head;
    if (encoding !== 'utf8' && encoding !== 'base64') throw new SyntaxError('no such encoding');
    return {
      timestamp: numberIn(timestamp),
      stale: numberIn(stale),
      expire: numberIn(expire),
      revalidate: numberIn(revalidate),
      tags: stringsIn(tags),
      bytes: Buffer.from(text.slice(end + 1), encoding),
    };
  },
};

function numberIn(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new SyntaxError('the head of an entry of Next lacks a number');
}

function stringsIn(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new SyntaxError('the head of an entry of Next lacks its tags');
}
