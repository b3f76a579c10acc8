import { cacheErrorCodes } from '../src/errors.ts';
import {
  entryPoints,
  examples,
  examplesWithServers,
  printed,
  promised,
  readme,
} from './readme-examples.ts';

describe('the README and the guide', () => {
  it.each(entryPoints)('have an example with %s', (id) => {
    const all = [...examples, ...examplesWithServers];
    expect(all.filter((code) => code.includes(`from '${id}'`))).not.toEqual([]);
  });

  it.each(examples)('show code that prints what it says: %s', async (code) => {
    expect(promised(code).length).toBeGreaterThan(0);
    expect((await printed(code)).map(String)).toEqual(promised(code));
  });

  it('list exactly the codes of the errors that the lib throws', () => {
    const listed = [...readme.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code);
    expect(listed.sort()).toEqual([...cacheErrorCodes].sort());
  });
});
