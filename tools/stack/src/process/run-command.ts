import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { StackError } from '../errors.ts';
import { reaper } from './reaper.ts';
import { serverEnvironment } from './server-environment.ts';
import type { ServerAccount } from '../postgres/server-account.ts';

/** How {@link runCommand} runs a program. */
export interface CommandOptions {
  /** What it is called in messages. Default: the program's file name. */
  readonly name?: string;
  /** Kills it. Default: only the time limit does. */
  readonly signal?: AbortSignal;
  /** Account to run as; null = ourselves. */
  readonly account?: ServerAccount | null;
  /** Working folder; default "/", which every account can enter. */
  readonly cwd?: string;
  /** The whole environment; default {@link serverEnvironment}. */
  readonly env?: NodeJS.ProcessEnv;
  /** Text for its standard input; default none. */
  readonly input?: string;
  /** Gets each line that it prints, as it prints it. Default: nobody. */
  readonly onLine?: (line: string) => unknown;
  /** Milliseconds until it is killed. Default 120000 (2 minutes). */
  readonly timeoutMs?: number;
}

/** Options of spawn() that run a program as the account. */
export function asAccount(account: ServerAccount | null | undefined): {
  uid?: number;
  gid?: number;
} {
  return account ? { uid: account.uid, gid: account.gid } : {};
}

/**
 * Runs a program to its end and returns what it printed.
 *
 * @throws {StackError} STACK_COMMAND_FAILED when it cannot be started or ends with a code other than 0
 */
export async function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const child = spawn(program, args, {
    ...asAccount(options.account),
    cwd: options.cwd ?? '/',
    env: options.env ?? serverEnvironment,
    detached: true,
    timeout: options.timeoutMs ?? 120_000,
    killSignal: 'SIGKILL',
    ...(options.signal && { signal: options.signal }),
  });
  const forget = child.pid === undefined ? () => undefined : reaper().watch(child.pid);
  child.stdin.on('error', () => undefined); // a program that ends early closes its input; its code tells why
  child.stdin.end(options.input ?? '');
  if (options.onLine) {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', options.onLine);
    }
  }
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? '' : `exit ${signal ?? code}`));
  });
  const [failure, stdout, stderr] = await Promise.all([
    ended,
    text(child.stdout),
    text(child.stderr),
  ]);
  forget();
  if (failure)
    throw commandFailed(
      options.name ?? basename(program),
      `${failure}\n${stderr.trim() || stdout.trim()}`.trim(),
    );
  return { stdout, stderr };
}

/** The error for a program that did not do its work. */
export function commandFailed(name: string, why: string): StackError {
  return new StackError('STACK_COMMAND_FAILED', {
    what: `${name} failed`,
    why: why.slice(-2000),
    todo: 'fix what the message names and run the command again',
  });
}
