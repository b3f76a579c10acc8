import { RecordTooLong } from './record-too-long.ts';

/** One card of a vCard file: its unfolded lines that an import reads, or the mark that it never ends. */
export type VcardCard =
  | { readonly line: number; readonly lines: readonly string[] }
  | { readonly line: number; readonly lines: null };

/** What {@link vcardCards} needs to know beside the bytes. */
export interface VcardCardsOptions {
  /** Longest card in bytes, not counting properties that are left out. */
  readonly maxRecordBytes: number;
}

/** Properties that an import reads; all others are dropped while they stream, photos above all. */
export const readProperties = [
  'VERSION',
  'PRODID',
  'FN',
  'N',
  'EMAIL',
  'TEL',
  'ORG',
  'TITLE',
  'NOTE',
] as const;

const kept: ReadonlySet<string> = new Set(['BEGIN', 'END', ...readProperties]);

/**
 * Splits a vCard file into cards, unfolds their lines (RFC 6350 §3.2) and joins the soft line
 * breaks of quoted-printable values (vCard 2.1). Memory stays constant whatever a line's length.
 *
 * A card without its end, at the end of the file or before the next card, has `lines: null`.
 *
 * @throws {RecordTooLong} when what is kept of a card exceeds `maxRecordBytes`.
 */
export async function* vcardCards(
  text: AsyncIterable<Buffer>,
  { maxRecordBytes }: VcardCardsOptions,
): AsyncGenerator<VcardCard> {
  let card: { readonly line: number; readonly lines: string[]; bytes: number } | undefined;
  /** What the next line may continue: a property that is kept, one that is dropped, or nothing. */
  let open: 'kept' | 'dropped' = 'dropped';
  for await (const { line, text: bytes } of physicalLines(text, maxRecordBytes)) {
    const folded = bytes.startsWith(' ') || bytes.startsWith('\t');
    const previous = card?.lines.at(-1);
    if (folded || (open === 'kept' && previous !== undefined && hasSoftBreak(previous))) {
      if (open === 'dropped' || card === undefined || previous === undefined) continue;
      const joined = folded ? previous + bytes.slice(1) : previous.slice(0, -1) + bytes;
      card.lines[card.lines.length - 1] = joined;
      card.bytes += bytes.length;
    } else {
      const name = propertyName(bytes);
      open = name !== undefined && kept.has(name) ? 'kept' : 'dropped';
      if (name === 'BEGIN') {
        if (card !== undefined) yield { line: card.line, lines: null };
        card = { line, lines: [], bytes: 0 };
        open = 'dropped';
      } else if (card !== undefined && name === 'END') {
        yield { line: card.line, lines: card.lines.map(asUtf8) };
        card = undefined;
      } else if (card !== undefined && open === 'kept') {
        card.lines.push(bytes);
        card.bytes += bytes.length;
      }
    }
    if (card !== undefined && card.bytes > maxRecordBytes)
      throw new RecordTooLong(card.line, maxRecordBytes);
  }
  if (card !== undefined) yield { line: card.line, lines: null };
}

/** Lines without their ends, one character per byte: folding may cut a UTF-8 character in two. */
async function* physicalLines(
  text: AsyncIterable<Buffer>,
  maxRecordBytes: number,
): AsyncGenerator<{ readonly line: number; readonly text: string }> {
  let line = 1;
  let begun = '';
  let skipping = false;
  for await (const chunk of text) {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      if (!skipping) yield { line, text: withoutCr(begun + chunk.toString('latin1', start, end)) };
      begun = '';
      skipping = false;
      line += 1;
      start = end + 1;
    }
    if (skipping || start === chunk.length) continue;
    begun += chunk.toString('latin1', start);
    if (begun.length <= maxRecordBytes) continue;
    const name = propertyName(begun);
    if (name !== undefined && kept.has(name)) throw new RecordTooLong(line, maxRecordBytes);
    // A photo in a single line: its beginning tells the reader to drop what continues it.
    yield { line, text: begun.slice(0, 256) };
    begun = '';
    skipping = true;
  }
  if (begun !== '') yield { line, text: withoutCr(begun) };
}

function withoutCr(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

function propertyName(text: string): string | undefined {
  return /^(?:[A-Za-z0-9_-]+\.)?([A-Za-z0-9-]+)[;:]/.exec(text)?.[1]?.toUpperCase();
}

function hasSoftBreak(text: string): boolean {
  return text.endsWith('=') && /^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE/i.test(text);
}

function asUtf8(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
