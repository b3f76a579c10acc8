import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findWorkspaceRoot } from '@unite/stack';

import type { CostlyOptions, Listening, Used } from '../test/cost/costly-program.ts';

/** A service that runs. */
export interface CostlyProgram extends AsyncDisposable {
  readonly port: number;
  /** What it has used until now. */
  used(): Promise<Used>;
}

const file = join(findWorkspaceRoot(), 'libs/apm/test/cost/costly-program.ts');

/** Starts the service in a process of its own. */
export async function startCostlyProgram(options: CostlyOptions): Promise<CostlyProgram> {
  const child = fork(file, [JSON.stringify(options)], {
    env: { ...process.env, NODE_OPTIONS: '' },
    execArgv: [],
  });
  const ended = once(child, 'exit');
  const answer = async (): Promise<unknown> => {
    const [message]: unknown[] = await Promise.race([
      once(child, 'message'),
      ended.then(([code]) => Promise.reject(new Error(`the service ended with ${code}`))),
    ]);
    return message;
  };
  const { port } = (await answer()) as Listening; // its first message
  return {
    port,
    async used() {
      const answered = answer();
      child.send('used');
      return (await answered) as Used; // its answer to any message
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
