import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StackError } from './errors.ts';

/**
 * Finds the root of the npm workspace that `from` lies in. Walking up instead of asking
 * `import.meta` keeps every module loadable as CommonJS too, which is how the tests run.
 *
 * @param from folder to start at; default the current folder
 * @throws {StackError} STACK_NO_WORKSPACE when no folder above holds a package.json with workspaces
 */
export function findWorkspaceRoot(from: string = process.cwd()): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (isWorkspaceRoot(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) {
      throw new StackError('STACK_NO_WORKSPACE', {
        what: 'The workspace was not found',
        why: `no package.json with "workspaces" in ${from} or above`,
        todo: 'run the command inside the checkout',
      });
    }
  }
}

function isWorkspaceRoot(manifestPath: string): boolean {
  if (!existsSync(manifestPath)) return false;
  const manifest: unknown = JSON.parse(readFileSync(manifestPath, 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'workspaces' in manifest;
}
