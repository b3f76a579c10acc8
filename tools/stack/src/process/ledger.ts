import type { ProcessIdentity } from './process-table.ts';
import type { Ledger } from './reap.ts';

/** One change of what has to be gone when the owner is; a line of JSON on the watcher's stdin. */
export type LedgerEntry =
  | { readonly op: 'watch'; readonly process: ProcessIdentity }
  | { readonly op: 'forget'; readonly pid: number }
  | { readonly op: 'own'; readonly directory: string }
  | { readonly op: 'disown'; readonly directory: string };

/** Keeps the account of processes and folders that {@link LedgerEntry | entries} add up to. */
export interface LedgerBook {
  apply(entry: LedgerEntry): void;
  snapshot(): Ledger;
}

/** Creates an empty book. */
export function createLedger(): LedgerBook {
  const processes = new Map<number, ProcessIdentity>();
  const directories = new Set<string>();
  return {
    apply(entry) {
      if (entry.op === 'watch') processes.set(entry.process.pid, entry.process);
      else if (entry.op === 'forget') processes.delete(entry.pid);
      else if (entry.op === 'own') directories.add(entry.directory);
      else directories.delete(entry.directory);
    },
    snapshot: () => ({ processes: [...processes.values()], directories: [...directories] }),
  };
}

/** Reads a line that the same program wrote with JSON.stringify. */
export function parseEntry(line: string): LedgerEntry {
  return JSON.parse(line) as LedgerEntry; // our own process is the only writer of this pipe
}
