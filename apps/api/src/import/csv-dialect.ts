/** What separates the cells of a row. */
export type Delimiter = ',' | ';' | '\t';

/** How a file separates its cells, as its beginning shows. */
export interface CsvDialect {
  readonly delimiter: Delimiter;
  /** Bytes before the header that are no data: Excel's `sep=;` line; else 0. */
  readonly headerStartsAt: number;
  /** 1-based line that the header begins on. */
  readonly headerLine: number;
}

const delimiters: readonly Delimiter[] = [',', ';', '\t'];

/**
 * Recognises the dialect from the beginning of a file.
 *
 * The delimiter is the one that the header has most of outside quotation marks; a file with a
 * single column has none and reads as comma separated. Excel's `sep=` line wins over counting.
 *
 * @param head UTF-8 bytes from the start of the file, at least the header where possible.
 */
export function sniffDialect(head: Buffer): CsvDialect {
  const text = head.toString('latin1');
  const declared = /^sep=([,;\t])\r?\n/i.exec(text);
  if (declared !== null) {
    return {
      delimiter: delimiters.find((candidate) => candidate === declared[1]) ?? ',',
      headerStartsAt: declared[0].length,
      headerLine: 2,
    };
  }
  const counts = countInHeader(text);
  const delimiter = delimiters.reduce((best, candidate) =>
    counts[candidate] > counts[best] ? candidate : best,
  );
  return { delimiter, headerStartsAt: 0, headerLine: 1 };
}

function countInHeader(text: string): Record<Delimiter, number> {
  const counts: Record<Delimiter, number> = { ',': 0, ';': 0, '\t': 0 };
  let quoted = false;
  let begun = false;
  for (const char of text) {
    if (char === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (char === ',' || char === ';' || char === '\t') counts[char] += 1;
    else if ((char === '\n' || char === '\r') && begun) break;
    if (char !== '\n' && char !== '\r') begun = true;
  }
  return counts;
}
