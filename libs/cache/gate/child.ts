import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findWorkspaceRoot } from '@unite/stack';

/** A program in a process of its own that does what it is told. */
export interface Child extends AsyncDisposable {
  readonly pid: number;
  /** Tells it `order`, and waits for what it answers. One at a time. */
  ask(order: unknown): Promise<unknown>;
  /** SIGSTOP, and SIGCONT. */
  stop(): void;
  go(): void;
}

/**
 * Starts a file of this folder; its options are its only argument, as JSON. Its first message tells that it is ready.
 *
 * @throws when it ends before it answers
 */
export async function startChild(file: string, options: unknown): Promise<Child> {
  const path = join(findWorkspaceRoot(), 'libs/cache/gate', file);
  const child = fork(path, [JSON.stringify(options)], {
    env: { ...process.env, NODE_OPTIONS: '' },
    execArgv: ['--conditions=@unite/source', '--disable-warning=ExperimentalWarning'],
  });
  const ended = once(child, 'exit');
  const answer = async (): Promise<unknown> => {
    const [message]: unknown[] = await Promise.race([
      once(child, 'message'),
      ended.then(([code, signal]) =>
        Promise.reject(new Error(`${file} ended with ${String(signal ?? code)}`)),
      ),
    ]);
    return message;
  };
  await answer();
  return {
    pid: pidOf(child),
    async ask(order) {
      const answered = answer();
      child.send(order as object); // anything that JSON can say
      return answered;
    },
    stop: () => void child.kill('SIGSTOP'),
    go: () => void child.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('the program was not started');
  return pid;
}

/** What the program's side does: answers each order, and says that it is ready. */
export function obey(answer: (order: unknown) => Promise<unknown>): void {
  process.on('message', (order) => {
    void answer(order).then((result) => process.send?.(result ?? null));
  });
  process.send?.('ready');
}

/** The options that {@link startChild} was given. */
export function givenOptions(): unknown {
  return JSON.parse(process.argv[2] ?? '{}');
}

/** Milliseconds of a clock that is the same in all processes of a machine (CLOCK_MONOTONIC). */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Lets time pass. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
