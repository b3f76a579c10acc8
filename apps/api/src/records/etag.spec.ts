import { etag, isNotModified, meets, precondition } from './etag.ts';

describe('If-Match', () => {
  const fulfils = (header: string, version: number): boolean =>
    meets(precondition(header), version);

  it.each([
    ['"3"', true],
    ['*', true],
    [' * ', true],
    ['"1", "3"', true],
    ['"1","2"', false],
    ['W/"3"', false],
    ['"33"', false],
    ['""', false],
  ])('%s is fulfilled by version 3: %s', (header, fulfilled) => {
    expect(fulfils(header, 3)).toBe(fulfilled);
  });

  it.each(['3', '"3', '', '"3" "4"', ',', '"a"b'])('is refused when it is %j', (header) => {
    expect(() => precondition(header)).toThrow(expect.objectContaining({ slug: 'validation' }));
  });

  it('is demanded', () => {
    const missing = (): unknown => precondition(undefined);
    expect(missing).toThrow(
      expect.objectContaining({ slug: 'precondition-required', status: 428 }),
    );
  });
});

describe('If-None-Match', () => {
  it.each([
    [undefined, false],
    ['*', true],
    [etag(3), true],
    ['W/"3"', true],
    ['"2", W/"3"', true],
    ['"2"', false],
    ['nonsense', false],
  ])('%s says that version 3 is known: %s', (header, known) => {
    expect(isNotModified(header, 3)).toBe(known);
  });
});
