import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/**
 * A process that can be told from a later one that got the same pid: two processes never share
 * both the pid and the start time.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in the kernel's own notation; only ever compared for equality. */
  readonly startedAt: string;
}

/** One row of the process table. */
export interface ProcessEntry extends ProcessIdentity {
  readonly parentPid: number;
  /** Dead, but not yet collected by its parent. */
  readonly isZombie: boolean;
}

const hasProc = process.platform === 'linux';

/** All processes of the machine: from /proc on Linux, from ps(1) elsewhere. */
export function readProcesses(): ProcessEntry[] {
  if (!hasProc)
    return parsePs(execFileSync('ps', ['-axo', 'pid=,ppid=,stat=,lstart='], { encoding: 'utf8' }));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((entry) => entry !== null);
}

/** One row of the process table, or null when there is no such process. */
export function readProcess(pid: number): ProcessEntry | null {
  try {
    if (hasProc) return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    const row = execFileSync('ps', ['-o', 'pid=,ppid=,stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
    });
    return parsePs(row)[0] ?? null;
  } catch {
    return null; // gone between listing and reading, which is the answer
  }
}

/** Whether that very process still runs: not gone, not a zombie, not another with its pid. */
export function isRunning(identity: ProcessIdentity): boolean {
  const entry = readProcess(identity.pid);
  return entry !== null && !entry.isZombie && entry.startedAt === identity.startedAt;
}

/**
 * The process and all its descendants, parents first. PostgreSQL's children are sessions of their
 * own, so a signal to a process group misses them.
 */
export function processTree(table: readonly ProcessEntry[], pid: number): ProcessEntry[] {
  const tree = table.filter((entry) => entry.pid === pid);
  for (const parent of tree) {
    tree.push(...table.filter((entry) => entry.parentPid === parent.pid && !tree.includes(entry)));
  }
  return tree;
}

/** The command line of a process with its arguments joined by blanks; empty when it is gone. */
export function commandLine(pid: number): string {
  try {
    if (hasProc) return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/** Reads one line of /proc/<pid>/stat (see proc(5)); the command may hold blanks and parentheses. */
export function parseStat(stat: string): ProcessEntry {
  const pid = Number.parseInt(stat, 10);
  const [state = '', parentPid = '', ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const startedAt = rest[17] ?? ''; // field 22; state is field 3
  return { pid, parentPid: Number(parentPid), startedAt, isZombie: state === 'Z' };
}

/** Reads the output of `ps -o pid=,ppid=,stat=,lstart=`. */
export function parsePs(output: string): ProcessEntry[] {
  return output
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, parentPid, state, startedAt]) => ({
      pid: Number(pid),
      parentPid: Number(parentPid),
      startedAt: startedAt ?? '',
      isZombie: state?.startsWith('Z') ?? false,
    }));
}
