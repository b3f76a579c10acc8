import { spawn } from 'node:child_process';
import { CheckFailure } from '../check-failure.ts';

/** Where and how a program is run. */
export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** After this many milliseconds the program is ended. Defaults to 120,000. */
  readonly timeoutMs?: number;
}

/**
 * Runs a program without blocking, because the registry that it may talk to lives in this process. Returns
 * what it printed.
 *
 * @throws {CheckFailure} with `what` and the output, when the program fails or takes too long.
 */
export async function run(
  what: string,
  command: readonly [string, ...string[]],
  { cwd, env = {}, timeoutMs = 120_000 }: RunOptions,
): Promise<string> {
  const [file, ...args] = command;
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
  });
  let [output, all] = ['', ''];
  child.stdout.on('data', (chunk) => {
    output += chunk;
    all += chunk;
  });
  child.stderr.on('data', (chunk) => (all += chunk));
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  child.once('error', (error) => resolve(error.message));
  child.once('close', (code, signal) =>
    resolve(code === 0 ? undefined : `exit ${code ?? `by ${signal}`}`),
  );
  const fault = await promise;
  if (fault !== undefined) throw new CheckFailure(`${what} (${fault}):\n${all.trim()}`);
  return output;
}
