import { sniffDialect } from './csv-dialect.ts';

const delimiterOf = (head: string) => sniffDialect(Buffer.from(head)).delimiter;

describe('dialect of a CSV file', () => {
  it.each([
    ['name,email\n', ','],
    ['name;email\n', ';'],
    ['name\temail\n', '\t'],
    ['name\n', ','],
    ['', ','],
    ['\n\r\nname;email\n1,2,3,4', ';'],
  ])('of %j has the delimiter %j', (head, delimiter) => {
    expect(delimiterOf(head)).toBe(delimiter);
  });

  it('is counted outside quotation marks, over line breaks inside them', () => {
    expect(delimiterOf('"Last, first,\n, middle";email\n')).toBe(';');
  });

  it('is what the sep line of Excel says, and the header is on line 2', () => {
    expect(sniffDialect(Buffer.from('sep=;\r\na,b,c;d\r\n'))).toEqual({
      delimiter: ';',
      headerStartsAt: 7,
      headerLine: 2,
    });
  });
});
