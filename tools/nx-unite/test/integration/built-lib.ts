import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CheckedProject } from '../../src/api/api-check.ts';
import { entryTarget } from '../../src/generators/entry-target.ts';

/** The workspace that these specs belong to, with the packages that it has installed. */
export const workspace = join(__dirname, '../../../..');

/** A workspace with one lib, `libs/cache`, that looks as if it had just been built. */
export interface BuiltLib extends CheckedProject {
  /** Writes files of the lib, by their path in it. */
  write(files: Readonly<Record<string, string>>): void;
  remove(): void;
}

/** What `package.json` of the lib says, with `more` in it. */
export function manifestOf(more: object = {}): string {
  return JSON.stringify({
    name: '@unite/cache',
    version: '1.2.3',
    license: 'UNLICENSED',
    type: 'module',
    main: './dist/index.cjs',
    types: './dist/index.d.cts',
    exports: { '.': entryTarget('index', 'src/index.ts'), './package.json': './package.json' },
    files: ['dist', 'src'],
    ...more,
  });
}

/** The files of a lib that exports the error \`CacheError\` with its guard, and a constant. */
export const builtFiles: Readonly<Record<string, string>> = {
  'package.json': manifestOf(),
  'src/index.ts': 'export {};\n',
  ...built('index'),
};

/** What the bundler makes of one entry point. */
export function built(
  entry: string,
  brand = "Symbol.for('@unite/cache.error')",
): Record<string, string> {
  const code = `const brand = ${brand};
class CacheError extends Error {
  constructor(code, message) { super(message); this.code = code; this[brand] = true; }
}
const isCacheError = (error) => typeof error === 'object' && error !== null && brand in error;
const size = 1;
`;
  const types = `export declare class CacheError extends Error {
  readonly code: string;
  constructor(code: string, message: string);
}
export declare function isCacheError(error: unknown): error is CacheError;
export declare const size: number;
`;
  return {
    [`dist/${entry}.js`]: `${code}export { CacheError, isCacheError, size };\n`,
    [`dist/${entry}.cjs`]: `${code}module.exports = { CacheError, isCacheError, size };\n`,
    [`dist/${entry}.d.ts`]: types,
    [`dist/${entry}.d.cts`]: types,
  };
}

/** Makes such a workspace in a temporary folder. */
export function builtLib(files: Readonly<Record<string, string>> = builtFiles): BuiltLib {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'built-lib-')));
  const folder = join(root, 'libs/cache');
  symlinkSync(join(workspace, 'node_modules'), join(root, 'node_modules'), 'junction');
  const write = (written: Readonly<Record<string, string>>): void => {
    for (const [file, text] of Object.entries(written)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
  };
  write(files);
  return {
    root,
    folder,
    project: 'cache',
    write,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
