import { cacheErrorCodes } from '../src/errors.ts';
import { examples, printed, promised, readme } from './readme-examples.ts';

describe('the README', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  it.each(examples)('shows code that prints what it says: %s', async (code) => {
    expect(promised(code).length).toBeGreaterThan(0);
    expect((await printed(code)).map(String)).toEqual(promised(code));
  });

  it('lists exactly the codes of the errors that the lib throws', () => {
    const listed = [...readme.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code);
    expect(listed.sort()).toEqual([...cacheErrorCodes].sort());
  });
});
