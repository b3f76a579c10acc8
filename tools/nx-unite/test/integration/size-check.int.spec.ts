import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sizeCheck } from '../../src/size/size-check.ts';
import { builtLib, manifestOf, type BuiltLib } from './built-lib.ts';

// The bundler runs for real.
jest.setTimeout(60_000);

let lib: BuiltLib;
beforeEach(() => {
  lib = builtLib();
});
afterEach(() => lib.remove());

interface Recorded {
  readonly '.': { readonly minified: number; readonly gzip: number };
}

const recorded = (): Recorded =>
  JSON.parse(readFileSync(join(lib.folder, 'size.json'), 'utf8')) as Recorded; // what the check wrote

/** Text that does not compress away: the squares of the first numbers. */
const ballast = Array.from({ length: 200 }, (_, index) => (index * index * 7919) % 10007).join();

describe('the size check', () => {
  it('records what each entry point costs, and accepts it', async () => {
    await sizeCheck(lib.folder, true);
    const { minified, gzip } = recorded()['.'];
    expect(minified).toBeGreaterThan(gzip);
    await expect(sizeCheck(lib.folder, false)).resolves.toBe(`size: . ${gzip} B`);
  });

  it('refuses code that grew', async () => {
    await sizeCheck(lib.folder, true);
    lib.write({ 'dist/index.js': `export const size = '${ballast}';\n` });
    await expect(sizeCheck(lib.folder, false)).rejects.toThrow(
      /^\. grew by \d+\.\d %: \d+ → \d+ bytes/,
    );
  });

  it('refuses a lib whose size was never recorded', async () => {
    await expect(sizeCheck(lib.folder, false)).rejects.toThrow('. is not in size.json');
  });

  it('counts what a dependency costs, and no peer', async () => {
    lib.write({
      'dist/index.js': "export { z } from 'zod';\nexport { sign } from 'zod/v4';\n",
      'package.json': manifestOf({ peerDependencies: { zod: '>=4' } }),
    });
    await sizeCheck(lib.folder, true);
    expect(recorded()['.'].gzip).toBeLessThan(200);
    lib.write({
      'dist/index.js': "export { z } from 'zod';\n",
      'package.json': manifestOf({ dependencies: { zod: '4.6.7' } }),
    });
    await expect(sizeCheck(lib.folder, false)).rejects.toThrow('. grew by');
  });
});
