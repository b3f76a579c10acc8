import { TextDecoder } from 'node:util';

/**
 * Rewrites the lines of a vCard 2.1 card to vCard 3.0, which the parser reads; other cards pass as they are.
 *
 * Outlook and old phones still write 2.1: types without a name (`TEL;CELL:`), values in
 * quoted-printable with a character set each, commas that separate nothing.
 */
export function modernVcardLines(lines: readonly string[]): readonly string[] {
  if (!lines.some((line) => /^VERSION:\s*2\.1\s*$/i.test(line))) return lines;
  return lines.map((line) => (/^VERSION:/i.test(line) ? 'VERSION:3.0' : modernLine(line)));
}

function modernLine(line: string): string {
  const colon = line.indexOf(':');
  const [name = '', ...parameters] = line.slice(0, colon).split(';');
  const types: string[] = [];
  let quotedPrintable = false;
  let charset = 'utf-8';
  for (const parameter of parameters) {
    const [key = '', value] = parameter.toUpperCase().split('=');
    if ((value ?? key) === 'QUOTED-PRINTABLE') quotedPrintable = true;
    else if (key === 'CHARSET') charset = value ?? charset;
    else if (value === undefined) types.push(key);
    else if (key === 'TYPE') types.push(value);
  }
  const raw = line.slice(colon + 1);
  const value = quotedPrintable ? decodeQuotedPrintable(raw, charset) : raw;
  const head = [name, ...types.map((type) => `TYPE=${type}`)].join(';');
  return `${head}:${value.replaceAll(',', '\\,').replace(/\r\n|\r|\n/g, '\\n')}`;
}

function decodeQuotedPrintable(text: string, charset: string): string {
  const bytes = Buffer.from(text)
    .toString('latin1')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return decoderOf(charset).decode(Buffer.from(bytes, 'latin1'));
}

function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder('utf-8');
  }
}
