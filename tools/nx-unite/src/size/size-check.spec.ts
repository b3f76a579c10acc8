import { regressions } from './size-check.ts';

const size = (gzip: number) => ({ minified: gzip * 2, gzip });

describe('the size of an entry point', () => {
  it('may grow by 5 %, and shrink', () => {
    const recorded = { '.': size(1000), './http': size(200) };
    expect(regressions(recorded, { '.': size(1050), './http': size(90) })).toEqual([]);
  });

  it('is refused one byte above that, with the numbers', () => {
    expect(regressions({ '.': size(1000) }, { '.': size(1051) })).toEqual([
      '. grew by 5.1 %: 1000 → 1051 bytes gzip (5 % are allowed)',
    ]);
  });

  it('must be recorded for every entry point and for no other', () => {
    expect(regressions({ './gone': size(1) }, { './new': size(1) })).toEqual([
      'size.json names ./gone, which is no entry point',
      './new is not in size.json',
    ]);
  });
});
