/** What the beginning of an address book looks like, for a person to recognise the file by. */
export type FileHead =
  | {
      readonly kind: 'table';
      readonly header: readonly string[];
      /** The first records; each may be shorter or longer than the header. */
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'cards'; readonly names: readonly string[] }
  | { readonly kind: 'empty' }
  | { readonly kind: 'binary' };

/** Enough for a header and several records with notes. */
const headBytes = 64 * 1024;

/**
 * Looks at the first 64 KB of a file. This is a preview only: what the file means is for the API to say, whose
 * parser knows every rule.
 * @param mostRows how many records to show.
 */
export async function readFileHead(file: Blob, mostRows = 5): Promise<FileHead> {
  const bytes = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
  const text = decode(bytes);
  if (text === undefined) return { kind: 'binary' };
  if (text.trim() === '') return { kind: 'empty' };
  if (/^\s*BEGIN:VCARD/i.test(text)) return { kind: 'cards', names: cardNames(text, mostRows) };

  const complete = bytes.length === file.size;
  const delimiter = likelyDelimiter(text);
  const [header = [], ...rows] = records(text, delimiter, mostRows + 1, complete);
  return { kind: 'table', header, rows };
}

/** The text of the bytes; undefined when they are not text. */
function decode(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  // Text in any other encoding that spreadsheets write has no zero byte.
  if (bytes.includes(0)) return undefined;
  try {
    // `stream`: the cut at 64 KB may go through a letter.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

const delimiters = [',', ';', '\t'];

/** The delimiter that occurs most often in the first line, outside quotes. */
function likelyDelimiter(text: string): string {
  const [firstLine = ''] = text.replace(/"[^"]*"/g, '').split(/[\r\n]/, 1);
  const count = (delimiter: string): number => firstLine.split(delimiter).length;
  return delimiters.reduce((best, next) => (count(next) > count(best) ? next : best));
}

/** The first records of a delimited text. A last record that may go on after the text is left out. */
function records(text: string, delimiter: string, most: number, complete: boolean): string[][] {
  const found: string[][] = [];
  let record: string[] = [];
  let cell = '';
  let quoted = false;
  const endRecord = (): void => {
    record.push(cell);
    if (record.length > 1 || cell.trim() !== '') found.push(record);
    record = [];
    cell = '';
  };
  for (let at = 0; at < text.length && found.length < most; at++) {
    const letter = text[at];
    if (quoted && letter === '"' && text[at + 1] === '"') {
      cell += '"';
      at++;
    } else if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === delimiter) {
      record.push(cell);
      cell = '';
    } else if (!quoted && (letter === '\n' || letter === '\r')) {
      if (letter === '\r' && text[at + 1] === '\n') at++;
      endRecord();
    } else cell += letter;
  }
  if (complete && found.length < most && (cell !== '' || record.length > 0)) endRecord();
  return found;
}

/** The names on the first cards: FN, or the address when a card has none. */
function cardNames(text: string, most: number): string[] {
  const cards = text.split(/^BEGIN:VCARD/im).slice(1, most + 1);
  return cards.map((card) => {
    const value = (property: string): string | undefined =>
      new RegExp(`^(?:item\\d+\\.)?${property}(?:;[^:\\r\\n]*)?:(.+)$`, 'im')
        .exec(card)?.[1]
        ?.trim();
    return (value('FN') ?? value('EMAIL') ?? 'Unnamed card').replace(/\\([,;\\])/g, '$1');
  });
}
