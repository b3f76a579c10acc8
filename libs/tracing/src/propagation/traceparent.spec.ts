import * as fc from 'fast-check';

import { formatTraceparent, parseTraceparent } from './traceparent.ts';

const id = (length: number) =>
  fc
    .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
    .filter((text) => !/^0+$/.test(text));
const parents = fc.record({
  traceId: id(32),
  parentId: id(16),
  isSampled: fc.boolean(),
  isRandom: fc.boolean(),
});

describe('a traceparent', () => {
  it('reads back as it was written', () => {
    fc.assert(
      fc.property(parents, (parent) => {
        expect(parseTraceparent(formatTraceparent(parent))).toEqual(parent);
      }),
    );
  });

  it('is read from any text without a throw, and only with valid ids', () => {
    const ids = { traceId: expect.stringMatching(/^[0-9a-f]{32}$/), parentId: expect.any(String) };
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (text) => {
        const parent = parseTraceparent(text);
        if (parent !== undefined) expect(parent).toMatchObject(ids);
      }),
    );
  });

  it('forgets flags that its version does not know', () => {
    const parent = parseTraceparent(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-ff`);
    expect(parent && formatTraceparent(parent)).toBe(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-03`);
  });

  it('is read in linear time', () => {
    expect(parseTraceparent(`00-${'a'.repeat(32)}-${' '.repeat(100_000)}`)).toBeUndefined();
    expect(parseTraceparent(`${' '.repeat(100_000)}x`)).toBeUndefined();
  });
});
