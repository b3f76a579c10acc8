import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { findWorkspaceRoot } from '@unite/stack';
import { build, type Plugin } from 'esbuild';

/** How a program may be built. */
export type Build = 'ESM' | 'CommonJS' | 'bundled ESM' | 'bundled CommonJS';

/** All builds. */
export const builds: readonly Build[] = ['ESM', 'CommonJS', 'bundled ESM', 'bundled CommonJS'];

/** A built program. */
export interface BuiltProgram extends AsyncDisposable {
  readonly path: string;
}

/** What esbuild's documentation gives an ES module for the `require` of the CommonJS that is inlined. */
const requireOfEsm =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * Builds a program of `libs/tracing/test/builds`, with the sources of the lib. A bundle has every library inlined;
 * otherwise they are loaded from `node_modules`, by the module system of the build.
 */
export async function buildProgram(entry: string, how: Build): Promise<BuiltProgram> {
  const lib = join(findWorkspaceRoot(), 'libs/tracing');
  // Below the lib, so that its packages are found from there.
  const parent = join(lib, 'out-tsc');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'builds-'));
  const isEsm = how.endsWith('ESM');
  const isBundled = how.startsWith('bundled');
  const path = join(folder, isEsm ? 'program.mjs' : 'program.cjs');
  await build({
    entryPoints: [join(lib, 'test/builds', entry)],
    outfile: path,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: isEsm ? 'esm' : 'cjs',
    conditions: ['@unite/source'],
    logLevel: 'error',
    ...(isEsm && isBundled ? { banner: { js: requireOfEsm } } : {}),
    // pg asks for its optional native binding, which nobody has.
    ...(isBundled ? { external: ['pg-native'], minify: true } : { plugins: [keepPackages] }),
  });
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

/** Leaves what is imported by name outside, but for the workspace's own libs, which are TypeScript here. */
const keepPackages: Plugin = {
  name: 'keep packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@unite/') ? undefined : { path, external: true },
    );
  },
};
