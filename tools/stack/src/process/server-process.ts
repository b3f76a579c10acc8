import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { StackError } from '../errors.ts';
import { isRunning, processTree, readProcesses, type ProcessEntry } from './process-table.ts';
import { reaper } from './reaper.ts';
import { asAccount } from './run-command.ts';
import type { ServerAccount } from '../postgres/server-account.ts';
import { waitUntil } from './wait-until.ts';

/** What {@link startServerProcess} starts. */
export interface ServerProcessOptions {
  /** Name for messages, e.g. "node0". */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Working folder. */
  readonly cwd: string;
  /** The whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** File that stdout and stderr are appended to. */
  readonly logFile: string;
  /** Account to run as. Default: ourselves. */
  readonly account?: ServerAccount | null;
}

/** How a process ended. */
export interface ServerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running server with everything that descends from it. It ends with us, however we end. */
export interface ServerProcess {
  readonly pid: number;
  /** How it ended; undefined while it runs. */
  readonly exit: ServerExit | undefined;
  /** Settles when the process itself has ended. */
  readonly ended: Promise<ServerExit>;
  /** Sends a signal to the process alone. */
  signal(signal: NodeJS.Signals): void;
  /** SIGKILL for the whole tree; settles when every process of it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP for the whole tree: connections stay open, nothing answers. */
  freeze(): void;
  /** Lets a frozen tree go on. */
  thaw(): void;
  /**
   * Sends `signal` and waits for the end; kills the tree when that takes longer than `timeoutMs`.
   * @returns whether it ended by itself
   */
  stop(signal: NodeJS.Signals, timeoutMs: number): Promise<boolean>;
  /** The error that tells how it ended, with the last lines of its log. */
  exitError(): StackError;
}

/**
 * Starts a server in a session of its own, so that Ctrl-C in the terminal reaches only us and the
 * order of the shutdown is ours.
 */
export function startServerProcess(options: ServerProcessOptions): ServerProcess {
  const log = openSync(options.logFile, 'a', 0o600);
  const child = spawn(options.program, options.args, {
    ...asAccount(options.account),
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const pid = child.pid ?? -1; // undefined when it could not be started; then 'error' follows
  const forget = pid > 0 ? reaper().watch(pid) : () => undefined;
  let exit: ServerExit | undefined;
  const ended = new Promise<ServerExit>((resolve) => {
    const end = (result: ServerExit) => {
      exit = result;
      forget();
      resolve(result);
    };
    child.once('error', () => end({ code: 127, signal: null }));
    child.once('exit', (code, signal) => end({ code, signal }));
  });

  const tree = (): ProcessEntry[] => (exit ? [] : processTree(readProcesses(), pid));
  const signalAll = (entries: readonly ProcessEntry[], signal: NodeJS.Signals) => {
    for (const entry of entries) send(entry.pid, signal);
  };
  const killTree = async () => {
    const entries = tree();
    signalAll(entries, 'SIGKILL');
    // A child that is still there holds the shared memory that a restart needs.
    await waitUntil(`${options.name} is gone`, () => (entries.some(isRunning) ? null : true), {
      intervalMs: 2,
    });
    if (entries.length > 0) await ended;
  };
  return {
    pid,
    get exit() {
      return exit;
    },
    ended,
    signal: (signal) => void (exit || send(pid, signal)),
    kill: killTree,
    freeze: () => signalAll(tree(), 'SIGSTOP'), // the parent first: it can then start no new child
    thaw: () => signalAll(tree().reverse(), 'SIGCONT'),
    async stop(signal, timeoutMs) {
      if (exit) return true;
      send(pid, signal);
      const isGone = await Promise.race([ended.then(() => true), after(timeoutMs)]);
      if (!isGone) await killTree();
      return isGone;
    },
    exitError: () => exitError(options, exit),
  };
}

/** The last lines of a log file; empty when there is none. */
export function lastLines(logFile: string, count = 15): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  } catch {
    return '';
  }
}

function exitError(
  { name, logFile }: ServerProcessOptions,
  exit: ServerExit | undefined,
): StackError {
  return new StackError('STACK_SERVER_EXITED', {
    what: `${name} ended by itself`,
    why: `${exit?.signal ?? `exit code ${exit?.code}`}; its last words:\n${lastLines(logFile)}`,
    todo: `read ${logFile}`,
  });
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // already gone
  }
}

function after(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms).unref());
}
