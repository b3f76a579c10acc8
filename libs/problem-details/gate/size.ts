import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Bytes of everything that `specifier` exports, bundled, minified and gzipped, as it is shipped. */
export async function shippedBytes(specifier: string, resolveDir: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export * from '${specifier}'`, resolveDir },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  return outputFiles.reduce(
    (sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length,
    0,
  );
}
