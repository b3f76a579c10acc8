import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

import { freePort } from '@unite/stack';

/** A process of the service, or of a server that stands in for it. */
export interface ApiProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Everything it printed. */
  output(): string;
  /** Sends SIGTERM and resolves with the exit code, or `'still running'` after `limitMs`. */
  terminate(limitMs: number): Promise<number | null | 'still running'>;
  /** Ends it whatever it does. */
  kill(): Promise<void>;
}

/** How a process is started. */
export interface ApiProcessOptions {
  /** The folder of the project. */
  readonly cwd: string;
  /** Arguments of Node, e.g. `['dist/main.js']`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Address that answers 200 when it serves. Default `/readyz`. */
  readonly readyPath?: string;
}

/** Longest time to the first answer, in milliseconds. */
const startLimitMs = 30_000;

/** Starts a process on a free port and waits until it serves. */
export async function startApiProcess(options: ApiProcessOptions): Promise<ApiProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child: ChildProcess = spawn(process.execPath, [...options.args], {
    cwd: options.cwd,
    env: {
      PATH: process.env['PATH'],
      NODE_OPTIONS: '',
      LOG_LEVEL: 'warn',
      UNITE_API_PORT: String(port),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  }
  const ended = once(child, 'exit').then(([code]: unknown[]) =>
    typeof code === 'number' ? code : null,
  );
  const dieWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', dieWithUs);
  void ended.then(() => process.removeListener('exit', dieWithUs));

  const deadline = performance.now() + startLimitMs;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`it ended at once:\n${printed}`);
    if (await serves(url + (options.readyPath ?? '/readyz'))) break;
    if (performance.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`it does not serve:\n${printed}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url,
    port,
    pid: child.pid ?? 0,
    output: () => printed,
    terminate: async (limitMs) => {
      child.kill('SIGTERM');
      const late = new Promise<'still running'>((resolve) => {
        setTimeout(() => resolve('still running'), limitMs).unref();
      });
      return Promise.race([ended, late]);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function serves(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).status === 200;
  } catch {
    return false;
  }
}
