import { build } from 'esbuild';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { entryPoints, readManifest } from '../manifest.ts';

/** What one entry point costs the application that bundles it, in bytes. */
export interface EntrySize {
  readonly minified: number;
  /** Minified and compressed with gzip at its highest level. */
  readonly gzip: number;
}

/** Bytes per entry point, keyed as in `exports`. */
export type SizeRecord = Readonly<Record<string, EntrySize>>;

/**
 * Bundles each built entry point of the lib at `folder` on its own, as an application would, and measures it.
 * Peers and the modules of Node are not counted; dependencies are.
 */
export async function entrySizes(folder: string): Promise<SizeRecord> {
  const manifest = readManifest(folder);
  const external = Object.keys(manifest.peerDependencies ?? {}).flatMap((peer) => [
    peer,
    `${peer}/*`,
  ]);
  const sizes: Record<string, EntrySize> = {};
  for (const { subpath, module } of entryPoints(manifest)) {
    const { outputFiles } = await build({
      absWorkingDir: resolve(folder),
      entryPoints: [module],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'es2022',
      external,
      logLevel: 'silent',
    });
    const bytes = Buffer.concat(outputFiles.map(({ contents }) => contents));
    sizes[subpath] = { minified: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
  }
  return sizes;
}
