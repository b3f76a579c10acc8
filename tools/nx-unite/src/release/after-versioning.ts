import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { recordRelease } from '../api/api-check.ts';
import { readManifest } from '../manifest.ts';

interface LockedWorkspaces {
  readonly packages: Record<string, Record<string, unknown> | undefined>;
}

/** The parts of a manifest that a release changes and the lockfile repeats. */
const changing = ['version', 'dependencies', 'devDependencies', 'peerDependencies'] as const;

/**
 * What a release keeps after `nx release` has written the new versions into the workspace at `root`: the
 * lockfile repeats them, and `api/released` of each released lib holds what it promises, for `api-check` to
 * compare with. A lib was released when its version differs from the lockfile's.
 *
 * The lockfile is edited instead of given to npm, which would ask its registry and, with packages installed,
 * leave other platforms' optional ones out. Returns the changed files, relative to `root`.
 */
export function afterVersioning(root: string): readonly string[] {
  const lockfile = join(root, 'package-lock.json');
  const lock = JSON.parse(readFileSync(lockfile, 'utf8')) as LockedWorkspaces; // npm's own file
  const changed = new Set<string>();
  for (const folder of globSync('{apps,libs}/*', { cwd: root })) {
    const locked = lock.packages[folder];
    if (locked === undefined || !existsSync(join(root, folder, 'package.json'))) continue;
    const manifest = readManifest(join(root, folder));
    if (locked['version'] !== manifest.version) {
      const at = { root, folder: join(root, folder), project: basename(folder) };
      for (const file of recordRelease(at)) changed.add(`${folder}/api/released/${basename(file)}`);
    }
    for (const part of changing) {
      const value: unknown = part in manifest ? Reflect.get(manifest, part) : undefined;
      if (JSON.stringify(locked[part]) === JSON.stringify(value)) continue;
      locked[part] = value;
      changed.add('package-lock.json');
    }
  }
  if (changed.has('package-lock.json')) {
    writeFileSync(lockfile, `${JSON.stringify(lock, null, 2)}\n`);
  }
  return [...changed];
}
