import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { workspace } from './built-lib.ts';

/** A copy of this workspace to change at will. */
export interface WorkspaceCopy {
  readonly root: string;
  /** Runs a program in it, on the workspace's Node, for at most ten minutes. */
  run(...command: readonly [string, ...string[]]): {
    readonly ok: boolean;
    readonly output: string;
  };
  remove(): void;
}

/**
 * Copies everything that git knows or would add, and links the installed packages. The links of our own
 * packages point into the copy.
 */
export function copyWorkspace(): WorkspaceCopy {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'workspace-copy-')));
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    NX_DAEMON: 'false',
    NX_TUI: 'false',
    NX_INTERACTIVE: 'false',
    // Inherited from the Nx that runs these specs, these would make the copy believe that it is a task of it.
    ...Object.fromEntries(
      Object.keys(process.env)
        .filter((name) =>
          /^NX_(TASK|WORKSPACE|CLI|LOAD|INVOKED|RUN|TERMINAL|STREAM|FORKED)/.test(name),
        )
        .map((name) => [name, undefined]),
    ),
    GIT_AUTHOR_NAME: 'spec',
    GIT_AUTHOR_EMAIL: 'spec@example.test',
    GIT_COMMITTER_NAME: 'spec',
    GIT_COMMITTER_EMAIL: 'spec@example.test',
    PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
  };
  const run: WorkspaceCopy['run'] = (file, ...args) => {
    const { status, stdout, stderr } = spawnSync(file, args, {
      cwd: root,
      encoding: 'utf8',
      env,
      timeout: 600_000,
    });
    return { ok: status === 0, output: stdout + stderr };
  };
  const listed = spawnSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      cwd: workspace,
      encoding: 'utf8',
    },
  ).stdout.split('\0');
  for (const file of new Set(listed)) {
    if (file === '' || !existsSync(join(workspace, file))) continue;
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(join(workspace, file), join(root, file));
  }
  linkPackages(root);
  for (const args of [
    ['init', '-q', '-b', 'main'],
    ['add', '-A'],
    ['commit', '-q', '-m', 'copy'],
  ]) {
    const { ok, output } = run('git', ...args);
    if (!ok) throw new Error(output);
  }
  return { root, run, remove: () => rmSync(root, { recursive: true, force: true }) };
}

function linkPackages(root: string): void {
  const modules = join(workspace, 'node_modules');
  mkdirSync(join(root, 'node_modules/@unite'), { recursive: true });
  for (const name of readdirSync(modules)) {
    if (name !== '@unite') symlinkSync(join(modules, name), join(root, 'node_modules', name));
  }
  // Relative links, which therefore point into the copy.
  for (const name of readdirSync(join(modules, '@unite'))) {
    const folder = ['apps', 'libs', 'tools'].find((kind) => existsSync(join(root, kind, name)));
    if (folder) symlinkSync(join('../..', folder, name), join(root, 'node_modules/@unite', name));
  }
  for (const kind of ['apps', 'libs']) {
    for (const name of existsSync(join(root, kind)) ? readdirSync(join(root, kind)) : []) {
      const own = join(workspace, kind, name, 'node_modules');
      if (existsSync(own)) symlinkSync(own, join(root, kind, name, 'node_modules'));
    }
  }
}
