import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Shortage } from '../errors.ts';
import { runCommand } from './run-command.ts';

/** A program that the system's packages provide. */
export interface SystemProgram {
  /** File names; the first that is found is taken. */
  readonly names: readonly string[];
  /** Debian's package, which is also the name of the service that it brings along. */
  readonly packageName: string;
  /** What to tell when it cannot be had. */
  readonly missing: Shortage;
}

/** How {@link findSystemProgram} looks. */
export interface SystemProgramOptions {
  /** Folders to look in, as in the environment variable PATH. */
  readonly path: string;
  /** Whether to install the package when there is no such program and we may (root, apt-get). */
  readonly install: boolean;
  /** Told about steps that take a while. */
  readonly onProgress: (text: string) => void;
}

/** The path of the program; installs it where that is possible and asked for. */
export async function findSystemProgram(
  { names, packageName, missing }: SystemProgram,
  { path, install, onProgress }: SystemProgramOptions,
): Promise<string | Shortage> {
  const found = findOnPath(path, names);
  if (found) return found;
  const aptGet = findOnPath(path, ['apt-get']);
  if (!install || !aptGet || process.getuid?.() !== 0) return missing;
  try {
    onProgress(`installing ${packageName} from the system packages`);
    await installPackage(aptGet, packageName);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...missing, why: `${missing.why}; installing it failed: ${reason}` };
  }
  return findOnPath(path, names) ?? missing;
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

async function installPackage(aptGet: string, packageName: string): Promise<void> {
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    DEBIAN_FRONTEND: 'noninteractive',
    RUNLEVEL: '1', // keeps the package from starting a system-wide server, which nobody asked for
  };
  const install = () =>
    runCommand(aptGet, ['install', '-y', '-q', '--no-install-recommends', packageName], { env });
  try {
    await install();
  } catch {
    await runCommand(aptGet, ['update', '-q'], { env }); // an image without package lists
    await install();
  }
  // systemd does not look at RUNLEVEL.
  const hasSystemd = existsSync('/run/systemd/system');
  if (hasSystemd) await runCommand('systemctl', ['disable', '--now', packageName], { env });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
