import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who owns a folder of the spool: its name says so, so that claiming it is one rename. */
export interface SpoolOwner {
  readonly pid: number;
  /** The kernel's start time of the process, as no later process with its pid has it; "0" where unknown. */
  readonly startedAt: string;
  /** Names the boot and the pid namespace, within which pids can be compared. */
  readonly machine: string;
}

/** Whether the process lives: unknown when it is of another machine or container. */
export type Liveness = 'alive' | 'dead' | 'unknown';

const released = 'released';

/** A fresh folder name for an owner. */
export function folderName({ pid, startedAt, machine }: SpoolOwner): string {
  return `${pid}.${startedAt}.${machine}.${randomUUID().slice(0, 8)}`;
}

/** A fresh name for a folder that its owner has left behind on purpose. */
export function releasedName(): string {
  return `${released}.${randomUUID().slice(0, 8)}`;
}

/** The owner that a folder name tells, `released`, or undefined when it is no folder of the spool. */
export function ownerOf(folder: string): SpoolOwner | 'released' | undefined {
  if (folder.startsWith(`${released}.`)) return released;
  const [, pid, startedAt = '', machine = ''] =
    /^(\d+)\.(\d+)\.([0-9a-f]{8})\.[0-9a-f]{8}$/.exec(folder) ?? [];
  return pid === undefined ? undefined : { pid: Number(pid), startedAt, machine };
}

/** This process. Reads /proc where there is one. */
export function thisOwner(): SpoolOwner {
  const { pid } = process;
  return { pid, startedAt: startedAt(pid) ?? '0', machine: machineName() };
}

/** Asks the kernel; a zombie is dead, and so is a pid that another process has by now. */
export function livenessOf(owner: SpoolOwner, self: SpoolOwner): Liveness {
  if (owner.machine !== self.machine) return 'unknown';
  if (self.startedAt !== '0') return startedAt(owner.pid) === owner.startedAt ? 'alive' : 'dead';
  try {
    process.kill(owner.pid, 0);
    return 'unknown'; // without a start time it may be another process with its pid
  } catch (error) {
    // EPERM: it exists and is another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? 'unknown' : 'dead';
  }
}

/** Field 22 of /proc/<pid>/stat (proc(5)); undefined when there is no such living process. */
function startedAt(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  // The second field is the name in parentheses, which may hold blanks and parentheses itself.
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : rest[18];
}

function machineName(): string {
  const boot = readText('/proc/sys/kernel/random/boot_id');
  const identity = boot === '' ? hostname() : `${boot} ${readLink('/proc/self/ns/pid')}`;
  return createHash('sha256').update(identity).digest('hex').slice(0, 8);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return ''; // not Linux, or the process has just ended
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ''; // not Linux
  }
}
