import { rmSync } from 'node:fs';
import {
  commandLine,
  isRunning,
  processTree,
  readProcesses,
  type ProcessEntry,
  type ProcessIdentity,
} from './process-table.ts';

import { releaseSharedMemoryUnder } from '../postgres/shared-memory.ts';

/** What has to be gone when its owner is. */
export interface Ledger {
  /** Servers that were started; their descendants go with them. */
  readonly processes: readonly ProcessIdentity[];
  /** Folders to remove. A process whose command line names one of them is ours as well. */
  readonly directories: readonly string[];
}

// How long a killed process may take to disappear before its folder is removed under it.
const goneWithinMs = 2000;

/**
 * Kills everything in the ledger with SIGKILL and removes its folders. Synchronous, because it runs
 * in exit hooks, and never throws: what is gone already is what we want.
 */
export function reap(ledger: Ledger): void {
  if (ledger.processes.length + ledger.directories.length === 0) return;
  const doomed = findDoomed(ledger);
  for (const { pid } of doomed) kill(pid);
  for (const startMs = performance.now(); performance.now() - startMs < goneWithinMs; pause(5)) {
    if (!doomed.some(isRunning)) break;
  }
  for (const directory of ledger.directories) {
    releaseSharedMemoryUnder(directory);
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

function findDoomed({ processes, directories }: Ledger): ProcessEntry[] {
  const table = readProcesses();
  const recorded = processes.filter((identity) =>
    table.some((entry) => entry.pid === identity.pid && entry.startedAt === identity.startedAt),
  );
  // A server that was started but not recorded before its parent died still names its folder.
  const named = table.filter(({ pid }) => {
    const command = commandLine(pid);
    return pid !== process.pid && directories.some((directory) => command.includes(directory));
  });
  const doomed = [...recorded, ...named].flatMap(({ pid }) => processTree(table, pid));
  return doomed.filter(({ pid }) => pid !== process.pid);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // already gone
  }
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
