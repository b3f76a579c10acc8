import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { serverEnvironment } from '../process/server-environment.ts';

/**
 * Removes the System V shared memory that a killed PostgreSQL server left behind. Each holds 56
 * bytes only, but the system has 4096 of them, and then no server starts any more. Linux only;
 * elsewhere, and when nothing was left, it does nothing.
 *
 * @param data data folder of a server that does not run
 */
export function releaseSharedMemory(data: string): void {
  try {
    const segment = leftSegment(
      readFileSync(join(data, 'postmaster.pid'), 'utf8'),
      readFileSync('/proc/sysvipc/shm', 'utf8'),
    );
    if (segment)
      execFileSync('ipcrm', ['-m', segment], { env: serverEnvironment, stdio: 'ignore' });
  } catch {
    // no server was killed here, no such table, or no ipcrm: nothing that we could do
  }
}

/** As {@link releaseSharedMemory}, for all data folders that lie in a folder. */
export function releaseSharedMemoryUnder(directory: string): void {
  try {
    for (const name of readdirSync(directory)) releaseSharedMemory(join(directory, name));
  } catch {
    // a file, or gone already
  }
}

/**
 * The id of the segment that a postmaster.pid names (line 7: key and id), if a table in the format
 * of /proc/sysvipc/shm still lists it under that key and nobody is attached to it.
 */
export function leftSegment(postmasterPid: string, table: string): string | undefined {
  const [key, id] = postmasterPid.split('\n')[6]?.trim().split(/\s+/) ?? [];
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/));
  const attached = 6;
  return rows.find((row) => row[0] === key && row[1] === id && row[attached] === '0')?.[1];
}
