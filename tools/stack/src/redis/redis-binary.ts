import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Shortage } from '../errors.ts';
import { runCommand } from '../process/run-command.ts';

/** How {@link findRedisBinary} looks. */
export interface RedisBinaryOptions {
  /** Folders to look in, as in the environment variable PATH. */
  readonly path: string;
  /** Whether to install the system's package when there is none and we may. */
  readonly install: boolean;
  /** Told about steps that take a while. */
  readonly onProgress: (text: string) => void;
}

const programs = ['redis-server', 'valkey-server'];

/** The path of a Redis-compatible server; installs one where that is possible and asked for. */
export async function findRedisBinary(options: RedisBinaryOptions): Promise<string | Shortage> {
  const { path, install, onProgress } = options;
  const found = findOnPath(path, programs);
  if (found) return found;
  const why = `REDIS_URL is not set and neither ${programs.join(' nor ')} is on the PATH`;
  const aptGet = findOnPath(path, ['apt-get']);
  if (!install || !aptGet || process.getuid?.() !== 0) return shortage(why);
  try {
    onProgress('installing redis-server from the system packages');
    await installRedis(aptGet);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return shortage(`${why}; installing it failed: ${reason}`);
  }
  return findOnPath(path, programs) ?? shortage(why);
}

/** The first of the programs that can be run from one of the folders. */
export function findOnPath(path: string, names: readonly string[]): string | undefined {
  const candidates = names.flatMap((name) =>
    path
      .split(delimiter)
      .filter(Boolean)
      .map((dir) => join(dir, name)),
  );
  return candidates.find(isExecutable);
}

async function installRedis(aptGet: string): Promise<void> {
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    DEBIAN_FRONTEND: 'noninteractive',
    RUNLEVEL: '1', // keeps the package from starting a system-wide server, which nobody asked for
  };
  const install = () =>
    runCommand(aptGet, ['install', '-y', '-q', '--no-install-recommends', 'redis-server'], { env });
  try {
    await install();
  } catch {
    await runCommand(aptGet, ['update', '-q'], { env }); // an image without package lists
    await install();
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function shortage(why: string): Shortage {
  return {
    what: 'Redis is not available',
    why,
    todo: 'install redis-server (or valkey-server), or set REDIS_URL=redis://…',
  };
}
