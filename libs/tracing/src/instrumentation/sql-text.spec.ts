import * as fc from 'fast-check';

import { readSql } from './sql-text.ts';

describe('the text of a statement', () => {
  it.each([
    ['select * from contacts where id = $1', 'select * from contacts where id = $1'],
    ["select 'ada@example.org'", 'select ?'],
    ["select 'it''s', E'a\\'b', b'01', X'ff', U&'\\0041'", 'select ?, ?, ?, ?, ?'],
    ['select $$secret$$, $tag$a $$ b$tag$', 'select ?, ?'],
    ['select 42, 1.5e-3, .5, 0xff from t1', 'select ?, ?-?, ?, ? from t1'],
    ["select 1 -- ada's\n, 2 /* secret 'x' */", 'select ? , ?'],
    ['select "name 1" from "My Table"', 'select "name 1" from "My Table"'],
    ["select 'unended secret", 'select ?'],
    ["select E'unended secret", 'select ?'],
  ])('%s is %s', (statement, text) => {
    expect(readSql(statement).text).toBe(text);
  });

  it('never holds a literal', () => {
    const literal = fc.string({ minLength: 1, maxLength: 20 }).map((text) => `secret${text}`);
    fc.assert(
      fc.property(literal, literal, (a, b) => {
        const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
        const { text } = readSql(`select ${quoted(a)}, col from t where x = ${quoted(b)}`);
        expect(text).toBe('select ?, col from t where x = ?');
      }),
    );
  });

  it('is bounded, and read in linear time', () => {
    expect(readSql(`select ${'x, '.repeat(100_000)}`).text).toHaveLength(2000);
    for (const part of ["'", '"', '$', '/*', "E'\\", '$a$'])
      expect(readSql(part.repeat(100_000)).text.length).toBeLessThanOrEqual(2000);
  });
});

describe('a statement', () => {
  it('is read once', () => {
    const first = readSql('select 1 from contacts');
    expect(readSql('select 1 from contacts')).toBe(first);
  });

  it('is read again when many others came meanwhile, and to the same effect', () => {
    const first = readSql('select 2 from contacts');
    for (let n = 0; n < 300; n += 1) readSql(`select a${n} from b`);
    expect(readSql('select 2 from contacts')).toEqual(first);
  });
});

describe('the summary of a statement', () => {
  it.each([
    ['select * from contacts', 'SELECT', 'contacts'],
    ['  insert into "public"."contacts" values ($1)', 'INSERT', 'public.contacts'],
    ['update only contacts set a = 1', 'UPDATE', 'contacts'],
    ['delete from contacts', 'DELETE', 'contacts'],
    ['with a as (select 1) select * from a', 'WITH', 'a'],
    ['(select 1) union (select 2)', 'SELECT', undefined],
    ['begin', 'BEGIN', undefined],
    ['', 'QUERY', undefined],
  ])('%s is %s %s', (statement, operation, target) => {
    expect(readSql(statement)).toMatchObject({ operation, target });
  });
});
