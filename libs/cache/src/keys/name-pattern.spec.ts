import fc from 'fast-check';
import { glob } from './glob.ts';
import { encodePart } from './key-part.ts';
import { isPattern, matcherOf } from './name-pattern.ts';

/** Text of which pieces meet often, also in what characters are encoded as. */
const text = fc.string({
  unit: fc.constantFrom('a', 'b', '2', '0', 'A', '*', '%', ':', ' ', 'é', '😀'),
  maxLength: 6,
});
const filled = text.filter((each) => each !== '');

/** Whether `whole` is `pieces` with anything between them, said as slowly as it can be. */
function isMadeOf(pieces: readonly string[], whole: string): boolean {
  const [first = '', ...rest] = pieces;
  if (!whole.startsWith(first)) return false;
  const left = whole.slice(first.length);
  if (rest.length === 0) return left === '';
  return Array.from({ length: left.length + 1 }, (_, at) => left.slice(at)).some((tail) =>
    isMadeOf(rest, tail),
  );
}

describe('a pattern of names', () => {
  it('matches the parts that consist of its pieces, and no others', () => {
    const pieces = fc.array(text, { minLength: 1, maxLength: 4 });
    let matched = 0;
    fc.assert(
      fc.property(pieces, pieces, filled, filled, filled, (some, more, one, other, any) => {
        const encode = (each: readonly string[]) =>
          each.map((piece) => piece && encodePart('', piece)).join('*');
        const pattern = `items:${encode(some)}:x:${encode(more)}`;
        // Some that match, and some that may.
        const [first, second] = [some.join(any), more.join(any)];
        for (const parts of [
          [first, second],
          [first, other],
          [one, second],
        ]) {
          const [a = '', b = ''] = parts;
          if (a === '' || b === '') continue;
          const isMatch = isMadeOf(some, a) && isMadeOf(more, b);
          if (isMatch) matched += 1;
          const name = `items:${encodePart('', a)}:x:${encodePart('', b)}`;
          expect(matcherOf(pattern)(name)).toBe(isMatch);
        }
      }),
      { numRuns: 5000 },
    );
    expect(matched).toBeGreaterThan(3000);
  });

  it('does not reach over the end of a part, or into another namespace', () => {
    const matches = matcherOf(`items:w1:${glob`1*`.encoded}`);
    expect(['items:w1:1', 'items:w1:12'].map(matches)).toEqual([true, true]);
    const others = ['items:w1:1:2', 'items:w1', 'items:w12:1', 'others:w1:1', 'p:items:w1:1', ''];
    expect(others.filter(matches)).toEqual([]);
  });

  it('is compared in an instant, however many stars it has', () => {
    const matches = matcherOf(`items:${'*a'.repeat(60)}*b`);
    // One that tried all places for all pieces would not end.
    expect(matches(`items:${'a'.repeat(500)}`)).toBe(false);
  });

  it('is told from the names of keys and of tags', () => {
    expect(['items:*', 'items:a:*b:c', 'It-1:*'].every(isPattern)).toBe(true);
    const others = ['*', 'items:a', 't:a*', 'n:items', 'p:items:a:', 'e:item:*', 'e:item:1'];
    expect(others.filter(isPattern)).toEqual([]);
  });
});
