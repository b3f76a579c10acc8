import { binaryHint } from './binary-hint.ts';

describe('a file that is no text', () => {
  it.each([
    ['an Excel workbook', [0x50, 0x4b, 3, 4], /Save as/],
    ['an old Office file', [0xd0, 0xcf, 0x11, 0xe0], /Save as/],
    ['a gzip archive', [0x1f, 0x8b, 8], /Unpack/],
    ['a PDF', [0x25, 0x50, 0x44, 0x46], /PDF/],
    ['an Outlook data file', [0x21, 0x42, 0x44, 0x4e], /Outlook/],
    ['bytes with NULs', [0x41, 0, 0x42], /no text/],
    ['mostly control bytes', [1, 2, 3, 0x41], /no text/],
  ])('is told from %s', (_name, bytes, hint) => {
    expect(binaryHint(Uint8Array.from(bytes))).toMatch(hint);
  });

  it('is not seen in text with a stray control byte', () => {
    expect(binaryHint(Buffer.from(`name,notes\n${'x'.repeat(40)}\x02\t\n`))).toBeNull();
  });
});
