import { glob } from './glob.ts';

describe('a glob', () => {
  it('has a place for any text at each star that is written', () => {
    expect(glob`2026-*`.encoded).toBe('2026-*');
    expect(glob`*a**b*`.encoded).toBe('*a*b*');
    expect(glob`exact`.encoded).toBe('exact');
  });

  it('takes what is interpolated for itself, whatever it contains', () => {
    expect(glob`${'a*b'}-*`.encoded).toBe('a%2Ab-*');
    expect(glob`${'?[x]:%'}*${7}`.encoded).toBe('%3F%5Bx%5D%3A%25*7');
    expect(glob`?[x]:%*`.encoded).toBe('%3F%5Bx%5D%3A%25*');
  });

  it.each([[''], [undefined], [Number.NaN], ['\ud800']])(
    'is refused with a value that would widen it, or is in no key: %j',
    (value) => {
      // What no type allows, as a caller without types gives it.
      expect(() => glob`${value as string}*`).toThrow(
        expect.objectContaining({ code: 'CACHE_KEY_INVALID' }),
      );
    },
  );
});
