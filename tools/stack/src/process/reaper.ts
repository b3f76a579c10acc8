import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createLedger, type LedgerEntry } from './ledger.ts';
import { readProcess } from './process-table.ts';
import { reap } from './reap.ts';
import { findWorkspaceRoot } from '../workspace-root.ts';

/** Sees to it that servers and folders do not outlive this process, not even after `kill -9`. */
export interface Reaper {
  /**
   * Records a child; it is killed with its descendants when this process ends.
   * @returns a function that forgets the child again, to be called once it has ended
   */
  watch(pid: number): () => void;
  /**
   * Records a folder; it is removed when this process ends.
   * @returns a function that forgets the folder again, to be called once it is removed
   */
  own(directory: string): () => void;
  /** Reaps what is recorded and ends the watcher process; settles when that is gone, too. */
  close(): Promise<void>;
}

let current: Reaper | undefined;

/**
 * The reaper of this process, started at the first call: a detached watcher process that holds the
 * other end of a pipe, and an exit hook for the ordinary way out. One per process is enough, and
 * more would only cost memory.
 */
export function reaper(): Reaper {
  current ??= startReaper();
  return current;
}

/** Closes the reaper of this process, if there is one: the last thing before a clean exit. */
export async function closeReaper(): Promise<void> {
  await current?.close();
  current = undefined;
}

function startReaper(): Reaper {
  const ledger = createLedger();
  // Detached, with a clean environment and "/" as folder: Ctrl-C in the terminal, NODE_OPTIONS and
  // a deleted checkout must not reach the one process that cleans up after the others.
  const watcher = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(findWorkspaceRoot(), 'tools/stack/src/process/reaper-process.ts'),
    ],
    { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/', env: {} },
  );
  watcher.unref();
  watcher.stdin.on('error', () => undefined); // a killed watcher leaves the exit hook, which still works
  unrefPipe(watcher.stdin);
  const reapNow = () => reap(ledger.snapshot());
  process.once('exit', reapNow);

  const record = (entry: LedgerEntry) => {
    ledger.apply(entry);
    watcher.stdin.write(`${JSON.stringify(entry)}\n`);
  };
  return {
    watch(pid) {
      const startedAt = readProcess(pid)?.startedAt;
      if (startedAt === undefined) return () => undefined; // ended already
      record({ op: 'watch', process: { pid, startedAt } });
      return () => record({ op: 'forget', pid });
    },
    own(directory) {
      record({ op: 'own', directory });
      return () => record({ op: 'disown', directory });
    },
    async close() {
      process.off('exit', reapNow);
      reapNow();
      const ended =
        watcher.exitCode === null && watcher.signalCode === null && once(watcher, 'exit');
      watcher.ref();
      watcher.stdin.end();
      await ended;
    },
  };
}

// child.stdin is typed as a Writable; the pipe behind it is a socket, which can be unref'ed.
function unrefPipe(pipe: object): void {
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
}
