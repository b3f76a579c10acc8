import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { commandLine } from '../process/process-table.ts';

/** The process that listens on a port. */
export interface PortHolder {
  readonly pid: number;
  /** Its command line, cut to 120 characters. */
  readonly command: string;
}

/**
 * Finds out who listens on a TCP port, through /proc. Null when nobody does or when it cannot be
 * told: another user's process, or no Linux.
 */
export function portHolder(port: number): PortHolder | null {
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    listeningInodes(attempt(() => readFileSync(file, 'utf8')) ?? '', port),
  );
  if (inodes.length === 0) return null;
  const wanted = new Set(inodes.map((inode) => `socket:[${inode}]`));
  const pids = (attempt(() => readdirSync('/proc')) ?? []).filter((name) => /^\d+$/.test(name));
  const pid = pids.find((candidate) => holdsAny(candidate, wanted));
  return pid ? { pid: Number(pid), command: commandLine(Number(pid)).slice(0, 120) } : null;
}

/** The socket inodes that listen on `port` in a table in the format of /proc/net/tcp. */
export function listeningInodes(table: string, port: number): string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const listen = '0A';
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(`:${hexPort}`) && state === listen)
    .map((fields) => fields[9])
    .filter((inode) => inode !== undefined);
}

function holdsAny(pid: string, sockets: ReadonlySet<string>): boolean {
  const folder = `/proc/${pid}/fd`;
  const files = attempt(() => readdirSync(folder)) ?? [];
  return files.some((file) => sockets.has(attempt(() => readlinkSync(`${folder}/${file}`)) ?? ''));
}

// Processes and descriptors come and go while we look, and not all of them may be looked at.
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
