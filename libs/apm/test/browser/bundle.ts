import { basename, join } from 'node:path';
import { build } from 'esbuild';

/** Scripts of a site by their file name. */
export type Assets = ReadonlyMap<string, Uint8Array>;

/** `libs/apm/test/browser/pages`, from where jest runs (the lib) or the gate (the workspace). */
export function pagesFolder(): string {
  const lib = process.cwd().endsWith(join('libs', 'apm')) ? '.' : join('libs', 'apm');
  return join(process.cwd(), lib, 'test', 'browser', 'pages');
}

/**
 * Bundles a page's script as an application's bundler would: minified, with a chunk for each dynamic import.
 * The entry is called `app.js`, whatever its file is called.
 */
export async function bundle(entry: string): Promise<Assets> {
  const { outputFiles } = await build({
    entryPoints: { app: join(pagesFolder(), entry) },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['@unite/source'],
    define: { 'process.env.NODE_ENV': '"production"' },
    outdir: 'assets',
    write: false,
    logLevel: 'error',
  });
  return new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
}
