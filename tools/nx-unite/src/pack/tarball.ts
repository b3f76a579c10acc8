import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { CheckFailure } from '../check-failure.ts';

/** A package as `npm publish` would send it. */
export interface Tarball {
  readonly name: string;
  readonly version: string;
  /** Absolute path of the `.tgz`. */
  readonly path: string;
  /** What is inside, relative to the package. */
  readonly files: readonly string[];
}

interface NpmPack {
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/**
 * Packs the packages at `folders` into the folder `into`, without running their scripts.
 *
 * @throws {CheckFailure} with what npm said when it refuses.
 */
export function pack(folders: readonly string[], into: string): readonly Tarball[] {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', into, ...folders];
  let output: string;
  try {
    output = execFileSync('npm', args, { cwd: into, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    throw new CheckFailure(`npm pack failed: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
  return (JSON.parse(output) as readonly NpmPack[]) // documented output of `npm pack --json`
    .map(({ name, version, filename, files }) => ({
      name,
      version,
      path: join(into, filename),
      files: files.map(({ path }) => path),
    }));
}
