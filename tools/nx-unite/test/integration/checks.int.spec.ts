import { runCheck } from '../../src/checks.ts';
import { builtLib, type BuiltLib } from './built-lib.ts';

// One of the specs packs, installs and compiles for real.
jest.setTimeout(120_000);

let lib: BuiltLib;
beforeEach(() => {
  lib = builtLib();
});
afterEach(() => lib.remove());

/** Runs a check as the command line does. Returns what it printed, after whether it passed. */
async function ran(...args: readonly string[]): Promise<readonly [boolean, string]> {
  const lines: string[] = [];
  const print = (text: string): number => lines.push(text);
  const passed = await runCheck({ root: lib.root, args, print });
  return [passed, lines.join('\n')];
}

describe('the command line of the checks', () => {
  it('prints what is wrong and the command that accepts it', async () => {
    await expect(ran('size', 'libs/cache')).resolves.toEqual([
      false,
      'size: cache failed\n. is not in size.json\nto accept it: npx nx run cache:size:update',
    ]);
  });

  it('accepts it with --update, in both forms that Nx hands on', async () => {
    await expect(ran('size', 'libs/cache', '--update')).resolves.toEqual([
      true,
      expect.any(String),
    ]);
    await expect(ran('size', 'libs/cache')).resolves.toEqual([true, expect.any(String)]);
    await expect(ran('api-check', 'libs/cache', '--update=true')).resolves.toEqual([
      true,
      'api-check: index.api.md',
    ]);
  });

  it('offers no way to accept a package that cannot be used', async () => {
    lib.write({ 'dist/index.cjs': "throw new Error('broken');\n" });
    const [passed, output] = await ran('pack-check', 'libs/cache');
    expect(passed).toBe(false);
    expect(output).toContain('does not load: broken');
    expect(output).not.toContain('to accept it');
  });

  it('knows no other checks', async () => {
    const [passed, output] = await ran('everything', 'libs/cache');
    expect(passed).toBe(false);
    expect(output).toContain('there is no check "everything"');
  });

  it('lets a fault of its own through, with its stack', async () => {
    await expect(ran('size', 'libs/nothing')).rejects.toThrow('ENOENT');
  });
});
