import { delimiter, dirname, join } from 'node:path';
import { inheritedEnvironment } from './app-environment.ts';
import { runCommand } from '../process/run-command.ts';

/** How {@link buildApps} builds. */
export interface BuildOptions {
  /** The checkout. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Gets the build's output line by line. */
  readonly onLine: (line: string) => void;
  /** Ends the build early. */
  readonly signal?: AbortSignal;
}

/**
 * Builds api and web; what has not changed comes from the cache of Nx.
 *
 * @throws {StackError} STACK_COMMAND_FAILED with the end of the output
 */
export async function buildApps(options: BuildOptions): Promise<void> {
  const { root, env, onLine, signal } = options;
  const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
  const args = [nx, 'run-many', '-t', 'build', '-p', 'api', 'web', '--outputStyle=static'];
  await runCommand(process.execPath, args, {
    cwd: root,
    env: {
      ...inheritedEnvironment(env),
      // The programs that Nx runs must find this Node, also when we were started without npm.
      PATH: [dirname(process.execPath), join(root, 'node_modules/.bin'), env.PATH].join(delimiter),
      NX_TUI: 'false',
      NX_DAEMON: 'false', // it would outlive us
      NX_INTERACTIVE: 'false',
      NO_COLOR: '1', // its lines are shown as a step's progress
    },
    name: 'the build',
    onLine: (line) => line.trim() && onLine(line),
    ...(signal && { signal }),
    timeoutMs: 600_000,
  });
}
