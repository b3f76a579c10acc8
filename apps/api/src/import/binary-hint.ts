/** First bytes of files that people send instead of their export, and what to do with each. */
const signatures: readonly { readonly bytes: readonly number[]; readonly hint: string }[] = [
  {
    bytes: [0x50, 0x4b, 0x03, 0x04],
    hint: 'This is a ZIP archive or an Excel workbook (.xlsx). In the spreadsheet choose "Save as" and "CSV UTF-8", or unpack the archive, then send that file.',
  },
  {
    bytes: [0xd0, 0xcf, 0x11, 0xe0],
    hint: 'This is an old Office file (.xls or .msg). Choose "Save as" and "CSV", then send that file.',
  },
  { bytes: [0x1f, 0x8b], hint: 'This is a gzip archive. Unpack it, then send the file inside.' },
  {
    bytes: [0x25, 0x50, 0x44, 0x46],
    hint: 'This is a PDF. Export the contacts as CSV or vCard and send that file.',
  },
  {
    bytes: [0x21, 0x42, 0x44, 0x4e],
    hint: 'This is an Outlook data file (.pst). Export the contacts as CSV and send that file.',
  },
];

const notText =
  'The file has bytes that no text has. Export the contacts as CSV or vCard and send that file.';

/** Share of control bytes from which a file is no text. Exports have none or a stray one. */
const controlShare = 1 / 16;

/**
 * What to tell someone whose file begins with `head`, when it is no 8-bit text; null when it may be text.
 *
 * UTF-16 has to be recognised before: its NULs would count as binary here.
 */
export function binaryHint(head: Uint8Array): string | null {
  for (const { bytes, hint } of signatures) {
    if (bytes.every((byte, index) => head[index] === byte)) return hint;
  }
  if (head.includes(0)) return notText;
  const controls = head.reduce((sum, byte) => (isControl(byte) ? sum + 1 : sum), 0);
  return controls > head.length * controlShare ? notText : null;
}

function isControl(byte: number): boolean {
  return byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b;
}
