/** @jest-environment node */
import { refusalsCsv } from './refusals-csv.ts';

const refusal = { line: 7, column: 'E-mail', reason: 'is not an address', code: 'INVALID_EMAIL' };

describe('the refusals as a file', () => {
  it('have one record for each refusal, after a header', () => {
    expect(refusalsCsv([refusal])).toBe(
      '\uFEFFline,column,reason,code\r\n7,E-mail,is not an address,INVALID_EMAIL\r\n',
    );
  });

  it('leave the column empty when the whole record was refused', () => {
    expect(refusalsCsv([{ ...refusal, column: null }])).toContain('\r\n7,,is not');
  });

  it('quote what would break a record', () => {
    const csv = refusalsCsv([{ ...refusal, reason: 'has "quotes", and\na line' }]);
    expect(csv).toContain('"has ""quotes"", and\na line"');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx'])('do not run %j as a formula', (column) => {
    expect(refusalsCsv([{ ...refusal, column }])).toContain(`\r\n7,'${column},`);
  });
});
