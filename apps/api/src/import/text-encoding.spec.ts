import fc from 'fast-check';

import { utf8Text } from './text-encoding.ts';

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size)
    yield bytes.subarray(start, start + size);
}

async function read(bytes: Buffer, size = 7): Promise<{ text: string; encoding: string }> {
  const source = utf8Text(pieces(bytes, size));
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return { text: Buffer.concat(chunks).toString('utf8'), encoding: source.encoding };
}

function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

const text = 'Name,Email\r\nZoë Ångström,zoe@example.org\r\n';
/** Longer than what is gathered before the first decision. */
const ascii = 'Ann,ann@example.org\n'.repeat(2000);

describe('text of an imported file', () => {
  it('is UTF-8 with or without a byte order mark', async () => {
    expect(await read(Buffer.from(text))).toEqual({ text, encoding: 'utf-8' });
    expect(await read(Buffer.from(`\uFEFF${text}`))).toEqual({ text, encoding: 'utf-8' });
  });

  it('is UTF-16 when a mark says so', async () => {
    expect(await read(Buffer.from(`\uFEFF${text}`, 'utf16le'))).toEqual({
      text,
      encoding: 'utf-16le',
    });
    expect(await read(utf16be(`\uFEFF${text}`))).toEqual({ text, encoding: 'utf-16be' });
  });

  it('is UTF-16 without a mark when every second byte of the header is NUL', async () => {
    expect(await read(Buffer.from(text, 'utf16le'))).toEqual({ text, encoding: 'utf-16le' });
    expect(await read(utf16be(text))).toEqual({ text, encoding: 'utf-16be' });
  });

  it('is Windows-1252 when the first bytes beyond ASCII are no UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('Name\nZo'), Buffer.from([0xeb, 0x20, 0x80, 0x0a])]);
    expect(await read(bytes)).toEqual({ text: 'Name\nZoë €\n', encoding: 'windows-1252' });
  });

  it('is decided late when everything before is ASCII', async () => {
    const late = Buffer.concat([Buffer.from(ascii), Buffer.from([0xe9, 0x0a])]);
    expect(await read(late, 4096)).toEqual({ text: `${ascii}é\n`, encoding: 'windows-1252' });
    expect(await read(Buffer.from(`${ascii}é\n`), 4096)).toEqual({
      text: `${ascii}é\n`,
      encoding: 'utf-8',
    });
  });

  it.each([1, 2, 3])('decides a character that chunks cut after byte %i', async (cut) => {
    const bytes = Buffer.from(`${ascii}😀 fine\n`);
    const source = utf8Text(
      (async function* () {
        yield bytes.subarray(0, ascii.length + cut);
        yield bytes.subarray(ascii.length + cut);
      })(),
    );
    const chunks: Buffer[] = [];
    for await (const chunk of source) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe(`${ascii}😀 fine\n`);
    expect(source.encoding).toBe('utf-8');
  });

  it('is Windows-1252 when it ends inside what would be a UTF-8 character', async () => {
    const bytes = Buffer.concat([Buffer.from(ascii), Buffer.from([0xc3])]);
    expect(await read(bytes, 1000)).toEqual({ text: `${ascii}Ã`, encoding: 'windows-1252' });
  });

  it('is empty when the body is', async () => {
    expect(await read(Buffer.alloc(0))).toEqual({ text: '', encoding: 'utf-8' });
    expect(await read(Buffer.from('\uFEFF'))).toEqual({ text: '', encoding: 'utf-8' });
  });

  it('is refused when it is a binary file', async () => {
    await expect(read(Buffer.from([0x50, 0x4b, 3, 4, 0, 0]))).rejects.toMatchObject({
      slug: 'import-not-text',
    });
  });

  it('is the same however the bytes are cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 60 }).filter((it) => !/[\p{Cc}\uFEFF]/u.test(it)),
        fc.integer({ min: 1, max: 9 }),
        async (tail, size) => {
          const whole = `${ascii.slice(0, 16_380)}${tail}`;
          expect((await read(Buffer.from(whole), size)).text).toBe(whole);
          expect((await read(Buffer.from(`\uFEFF${whole}`, 'utf16le'), size)).text).toBe(whole);
        },
      ),
      { numRuns: 30 },
    );
  });
});
