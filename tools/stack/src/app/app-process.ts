import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StackError } from '../errors.ts';
import {
  startServerProcess,
  type ServerExit,
  type ServerProcess,
} from '../process/server-process.ts';
import { waitUntil } from '../process/wait-until.ts';

/** How an app of this workspace is started. */
export interface AppProcessOptions {
  /** "api" or "web". */
  readonly name: string;
  /** Script and arguments for Node. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Emptied at the first start. */
  readonly logFile: string;
  /** Where it can be reached. */
  readonly url: string;
  /** Path that answers with a status below 400 once it serves. */
  readonly readyPath: string;
}

/** An app of this workspace as a process that can be ended and started again. */
export interface AppProcess {
  readonly name: string;
  readonly url: string;
  /** Of the run that began last. */
  readonly pid: number;
  /** Settles when the run that began last has ended, for whatever reason. */
  readonly ended: Promise<ServerExit>;
  /** The error that tells how it ended, with the last lines of its log. */
  exitError(): StackError;
  /**
   * Asks it to end (SIGTERM) and kills it when that takes too long.
   * @param timeoutMs milliseconds until it is killed. Default 3500, more than the API's own grace
   */
  stop(timeoutMs?: number): Promise<void>;
  /** Starts it again after stop() or a crash; settles when it serves. */
  start(): Promise<void>;
  /** `kill -9`; settles when it is gone. */
  crash(): Promise<void>;
}

/**
 * Starts an app on the Node that runs us and waits until it serves. It ends with us.
 *
 * @throws {StackError} STACK_SERVER_EXITED or STACK_TIMEOUT (30 s)
 */
export async function startAppProcess(options: AppProcessOptions): Promise<AppProcess> {
  const { name, url, logFile } = options;
  mkdirSync(dirname(logFile), { recursive: true });
  writeFileSync(logFile, '', { mode: 0o600 });
  let server = await launch(options);
  return {
    name,
    url,
    get pid() {
      return server.pid;
    },
    get ended() {
      return server.ended;
    },
    exitError: () => server.exitError(),
    stop: async (timeoutMs = 3500) => void (await server.stop('SIGTERM', timeoutMs)),
    start: async () => void (server = await launch(options)),
    crash: () => server.kill(),
  };
}

async function launch(options: AppProcessOptions): Promise<ServerProcess> {
  const { name, args, cwd, env, logFile, url, readyPath } = options;
  const server = startServerProcess({ name, program: process.execPath, args, cwd, env, logFile });
  try {
    await waitUntil(
      `${name} serves ${url}`,
      () => {
        if (server.exit) throw server.exitError();
        return isServing(url + readyPath);
      },
      { timeoutMs: 30_000, intervalMs: 50 },
    );
    return server;
  } catch (error) {
    await server.kill();
    throw error;
  }
}

async function isServing(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5000) });
    await response.body?.cancel();
    return response.status < 400;
  } catch {
    return false; // not listening yet
  }
}
