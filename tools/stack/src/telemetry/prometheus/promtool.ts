import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { StackError } from '../../errors.ts';
import { runCommand } from '../../process/run-command.ts';
import { findPrometheusBinary } from './prometheus-binary.ts';

/** What {@link promtool} gets beside its arguments. */
export interface PromtoolOptions {
  /** Files by their path in the folder that it runs in. Default none. */
  readonly files?: Readonly<Record<string, string>>;
  /** Its standard input, which `check metrics` reads. Default none. */
  readonly input?: string;
  /** The environment; PATH is read. Default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Whether to install Prometheus when it is missing. Default true. */
  readonly install?: boolean;
  /** Told about each step. Default silent. */
  readonly onProgress?: (text: string) => void;
}

/**
 * Runs promtool, e.g. `['check', 'rules', 'slo.yaml']`, `['test', 'rules', 'slo.test.yaml']` or
 * `['check', 'metrics']`, in a folder of its own.
 *
 * @returns what it printed
 * @throws {StackError} STACK_COMMAND_FAILED with what it found wrong, or STACK_BINARIES_MISSING
 */
export async function promtool(
  args: readonly string[],
  options: PromtoolOptions = {},
): Promise<string> {
  const { files = {}, input, env = process.env, install = true } = options;
  const { onProgress = () => undefined } = options;
  const path = env.PATH ?? '';
  const binary = await findPrometheusBinary('promtool', { path, install, onProgress });
  if (typeof binary !== 'string') throw new StackError('STACK_BINARIES_MISSING', binary);
  const directory = await mkdtemp(join(tmpdir(), 'unite-promtool-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      const file = join(directory, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    const command = { cwd: directory, ...(input !== undefined && { input }) };
    const { stdout, stderr } = await runCommand(binary, args, command);
    return stdout + stderr;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
