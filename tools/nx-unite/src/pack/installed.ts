import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CheckFailure } from '../check-failure.ts';
import { readManifest, type Manifest } from '../manifest.ts';

/** A package of the workspace's `node_modules`, or a lib of the workspace itself. */
export interface InstalledPackage {
  /** Absolute, without symbolic links. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The folder of the package `name` as code in `from` would find it, or nothing. */
export function findPackage(from: string, name: string): string | undefined {
  const folder = join(from, 'node_modules', name);
  if (existsSync(join(folder, 'package.json'))) return realpathSync(folder);
  const up = dirname(from);
  return up === from ? undefined : findPackage(up, name);
}

/**
 * The package at `folder` and everything that `npm install` would fetch for it: its dependencies and
 * theirs, of the workspace and of others, each version once.
 *
 * @throws {CheckFailure} when a dependency is not installed.
 */
export function closure(folder: string): readonly InstalledPackage[] {
  const found = new Map<string, InstalledPackage>();
  const visit = (at: string): void => {
    if (found.has(at)) return;
    const manifest = readManifest(at);
    found.set(at, { folder: at, manifest });
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      const dependency = findPackage(at, name);
      if (dependency === undefined) {
        throw new CheckFailure(`${manifest.name} needs ${name}, which is not installed`);
      }
      visit(dependency);
    }
  };
  visit(realpathSync(folder));
  return [...found.values()];
}
