import fc from 'fast-check';

import { bareFormula, guardFormula } from './formula-guard.ts';

describe('a cell that a spreadsheet would run', () => {
  it.each(['=1+1', '+49 30 1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', '＝1'])(
    '%j begins with an apostrophe',
    (cell) => {
      expect(guardFormula(cell)).toBe(`'${cell}`);
    },
  );

  it.each(['Ann', "O'Neill", "'quoted'", '', '1+1'])('is not %j', (cell) => {
    expect(guardFormula(cell)).toBe(cell);
    expect(bareFormula(cell)).toBe(cell);
  });

  it('is bared to what it was, also when it began with apostrophes', () => {
    const cell = fc.tuple(
      fc.string({ unit: fc.constantFrom("'", '=', '+', '\t', 'a') }),
      fc.string(),
    );
    fc.assert(
      fc.property(cell, ([head, tail]) => {
        const guarded = guardFormula(head + tail);
        expect(bareFormula(guarded)).toBe(head + tail);
        expect(guarded).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });
});
