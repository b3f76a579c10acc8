// What `nx release version` runs (nx.json, `release.version.versionActions`): Nx's own actions for npm
// packages, and ours after them.
import jsVersionActions from '@nx/js/src/release/version-actions';
import { afterVersioning } from './after-versioning.ts';

export default jsVersionActions.default;

/** Called by Nx once, when all versions are written. Returns what must be committed with them. */
export function afterAllProjectsVersioned(
  root: string,
  { dryRun = false }: { readonly dryRun?: boolean },
): Promise<{ changedFiles: string[]; deletedFiles: string[] }> {
  const changedFiles = dryRun ? [] : [...afterVersioning(root)];
  return Promise.resolve({ changedFiles, deletedFiles: [] });
}
