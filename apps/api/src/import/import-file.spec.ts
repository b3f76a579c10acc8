import { type ImportFile, openImportFile } from './import-file.ts';
import { documentOf } from '../../test/problem-document.ts';

async function* bytes(text: string): AsyncGenerator<Buffer> {
  if (text !== '') yield Buffer.from(text);
}

const open = (text: string, format: 'csv' | 'vcard' = 'csv'): Promise<ImportFile> =>
  openImportFile(bytes(text), { region: 'US', format });

const readAll = async (text: string) => {
  const file = await open(text);
  return Array.fromAsync(file.contacts);
};

async function refusalOf(reading: Promise<unknown>): Promise<unknown> {
  const { code, errors } = documentOf(await reading.catch((error: unknown) => error));
  return [code, errors?.[0]?.message];
}

describe('a file to import', () => {
  it.each<[string, string, 'csv' | 'vcard', string, RegExp]>([
    ['is empty', '', 'csv', 'IMPORT_EMPTY', /empty/],
    ['has only blank lines', '\n , ,\n\n', 'csv', 'IMPORT_EMPTY', /blank/],
    ['says vCard and is none', 'name,email\n', 'vcard', 'IMPORT_EMPTY', /BEGIN:VCARD/],
    ['has no column of a contact', 'a,b\n1,2\n', 'csv', 'IMPORT_NO_COLUMNS', /"a", "b"/],
    ['is an unfinished header', '"name', 'csv', 'IMPORT_NO_COLUMNS', /Found: none/],
  ])('is refused when it %s', async (_name, text, format, code, message) => {
    expect(await refusalOf(open(text, format))).toEqual([code, expect.stringMatching(message)]);
  });

  it('is refused when there is nothing below its header', async () => {
    expect(await refusalOf(readAll('name,email\n,,\n'))).toEqual([
      'IMPORT_EMPTY',
      'The file has only a header.',
    ]);
  });

  it('refuses rows that are not shaped like the header and goes on', async () => {
    const text = 'name,email\nSmith, Ann,ann@example.org\nBo,bo@example.org,,\nCy\n"Di';
    const rows = await readAll(text);
    expect(rows).toMatchObject([
      { refusal: { line: 2, code: 'too-many-cells' } },
      { contact: { line: 3, name: 'Bo' } },
      { contact: { line: 4, name: 'Cy' } },
      { refusal: { line: 5, code: 'unclosed-quote' } },
    ]);
  });

  it('is read as vCards when it begins with one, whatever its type says', async () => {
    const file = await open(
      'BEGIN:VCARD\nVERSION:3.0\nFN:A\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nTEL;CELL:1\nEND:VCARD\nBEGIN:VCARD\n',
    );
    expect(file).toMatchObject({ format: 'vcard', delimiter: null, source: 'unknown' });
    expect(await Array.fromAsync(file.contacts)).toMatchObject([
      { contact: { line: 1, name: 'A' } },
      { refusal: { line: 5, code: 'malformed-card' } },
      { refusal: { line: 9, code: 'unclosed-card' } },
    ]);
  });

  it('is no vCard for a header that only begins like one', async () => {
    await expect(open('BEGIN:VCARDS\n')).rejects.toMatchObject({ slug: 'import-no-columns' });
  });
});
