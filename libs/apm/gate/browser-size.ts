import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

import { earlyScript } from '../src/tunnel/index.ts';
import { pagesFolder } from '../test/browser/bundle.ts';

const gzipped = (contents: string | Uint8Array) => gzipSync(contents, { level: 9 }).length;

/** Bytes of the inline script of a document with a long route, gzipped alone. */
export function earlyScriptBytes(): number {
  const id = '0123456789abcdef01234567.tp2s34.G117UQyIg0A9';
  const pageView = { id, route: '/w/[workspace]/contacts/[id]' };
  return gzipped(earlyScript({ pageView, tunnel: '/api/telemetry' }));
}

/** Bytes, gzipped, of the first load of an application that imports `names` and loads its SDKs late. */
export async function firstLoadBytes(names: readonly string[]): Promise<number> {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: `export { ${names.join(', ')} } from './index.ts'`,
      resolveDir: join(pagesFolder(), '../../../src/browser'),
    },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    outdir: 'out',
    write: false,
    metafile: true,
  });
  // The entry and what it imports statically; dynamic imports are not of the first load.
  const first = new Set(['out/stdin.js']);
  for (const path of first) {
    for (const { path: imported, kind } of metafile.outputs[path]?.imports ?? []) {
      if (kind === 'import-statement') first.add(imported);
    }
  }
  return outputFiles
    .filter(({ path }) => [...first].some((name) => path.endsWith(name)))
    .reduce((sum, { contents }) => sum + gzipped(contents), 0);
}
