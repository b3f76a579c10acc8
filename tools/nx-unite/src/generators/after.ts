import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Makes `@unite/<name>` resolve to `libs/<name>` in the workspace at `root`, as `npm install` would. */
export function linkWorkspace(root: string, name: string): void {
  const scope = join(root, 'node_modules/@unite');
  mkdirSync(scope, { recursive: true });
  if (lstatSync(join(scope, name), { throwIfNoEntry: false })) return;
  symlinkSync(join('../../libs', name), join(scope, name), 'junction');
}

/** Takes the link of {@link linkWorkspace} away. */
export function unlinkWorkspace(root: string, name: string): void {
  rmSync(join(root, 'node_modules/@unite', name), { force: true });
}

/**
 * Runs Nx in the workspace at `root` and shows what it prints.
 *
 * @throws when it fails.
 */
export function nxRun(root: string, args: readonly string[]): void {
  const { status } = spawnSync('nx', [...args, '--outputStyle=static'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NX_TUI: 'false' },
  });
  if (status !== 0) throw new Error(`\`nx ${args.join(' ')}\` failed; its output stands above`);
}
