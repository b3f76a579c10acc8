/** @jest-environment node */
import { readFileHead } from './file-head.ts';

const text = (content: string) => readFileHead(new Blob([content]));

describe('the preview of a table', () => {
  it('shows the header and the first records', async () => {
    await expect(text('name,email\nAda,ada@example.com\nGrace,\n')).resolves.toEqual({
      kind: 'table',
      header: ['name', 'email'],
      rows: [
        ['Ada', 'ada@example.com'],
        ['Grace', ''],
      ],
    });
  });

  it.each([
    ['semicolons', 'a;b;c\n1;2;3'],
    ['tabs', 'a\tb\tc\n1\t2\t3'],
    ['commas', 'a,b,c\n1,2,3'],
  ])('tells %s by the first line', async (_, content) => {
    await expect(text(content)).resolves.toMatchObject({
      header: ['a', 'b', 'c'],
      rows: [['1', '2', '3']],
    });
  });

  it('is not misled by delimiters inside quotes', async () => {
    await expect(text('"a,b,c,d";e\n1;2')).resolves.toMatchObject({ header: ['a,b,c,d', 'e'] });
  });

  it('keeps quoted line breaks and doubled quotes in their cell', async () => {
    const head = await text('name,notes\r\n"Ada ""the first""","one\r\ntwo"\r\n');
    expect(head).toMatchObject({ rows: [['Ada "the first"', 'one\r\ntwo']] });
  });

  it('skips empty lines', async () => {
    await expect(text('a,b\n\n1,2\n\n')).resolves.toMatchObject({ rows: [['1', '2']] });
  });

  it('stops after five records', async () => {
    const head = await text(`a\n${'x\n'.repeat(20)}`);
    expect(head.kind === 'table' && head.rows).toHaveLength(5);
  });

  it('leaves out a record that the cut at 64 KB tore', async () => {
    const head = await text(`a,b\n1,2\n3,${'x'.repeat(70_000)}\n`);
    expect(head).toMatchObject({ rows: [['1', '2']] });
  });
});

describe('the encoding of a file', () => {
  const bytes = (...parts: readonly BlobPart[]) => readFileHead(new Blob([...parts]));

  it('is UTF-8, with or without a byte order mark', async () => {
    await expect(bytes('\uFEFFname\nJürgen')).resolves.toMatchObject({ header: ['name'] });
    await expect(bytes('name\nJürgen')).resolves.toMatchObject({ rows: [['Jürgen']] });
  });

  it('is UTF-16 when its byte order mark says so', async () => {
    const utf16 = Buffer.from('\uFEFFname\nJürgen', 'utf16le');
    await expect(bytes(utf16)).resolves.toMatchObject({ rows: [['Jürgen']] });
    await expect(bytes(Buffer.from(utf16).swap16())).resolves.toMatchObject({ rows: [['Jürgen']] });
  });

  it('is Windows-1252 when it is not UTF-8', async () => {
    await expect(bytes(Buffer.from('name\nJürgen', 'latin1'))).resolves.toMatchObject({
      rows: [['Jürgen']],
    });
  });

  it('may be cut in the middle of a letter', async () => {
    const head = await bytes(`a\n${'x'.repeat(64 * 1024 - 3)}ü\n`);
    expect(head.kind).toBe('table');
  });

  it('is none when there are zero bytes', async () => {
    await expect(bytes(new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]))).resolves.toEqual({
      kind: 'binary',
    });
  });
});

describe('the preview of other files', () => {
  it('lists the names on vCards', async () => {
    const cards = [
      'BEGIN:VCARD\r\nVERSION:3.0\r\nFN;CHARSET=UTF-8:Lovelace\\, Ada\r\nEND:VCARD',
      'BEGIN:VCARD\r\nitem1.EMAIL;TYPE=work:grace@example.com\r\nEND:VCARD',
      'BEGIN:VCARD\r\nEND:VCARD',
    ];
    await expect(text(cards.join('\r\n'))).resolves.toEqual({
      kind: 'cards',
      names: ['Lovelace, Ada', 'grace@example.com', 'Unnamed card'],
    });
  });

  it.each(['', ' \n\n'])('says that a file holds nothing: %j', async (content) => {
    await expect(text(content)).resolves.toEqual({ kind: 'empty' });
  });
});
