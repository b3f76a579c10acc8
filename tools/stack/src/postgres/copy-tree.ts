import { constants } from 'node:fs';
import { chmod, chown, copyFile, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerAccount } from './server-account.ts';

/** How {@link copyTree} copies. */
export interface CopyOptions {
  /** Owner of the copy; null = ourselves. */
  readonly account: ServerAccount | null;
  /** Mode of the folders. Default 0o700, the only one besides 0o750 that PostgreSQL accepts. */
  readonly directoryMode?: number;
  /** Leaves an entry out; gets the path relative to the top, with "/" between. Default: nothing. */
  readonly skip?: (relativePath: string) => boolean;
}

/**
 * Copies a folder while its owner may be writing in it: a file that vanishes between listing and
 * copying is left out, because a base backup allows exactly that.
 */
export async function copyTree(
  from: string,
  to: string,
  options: CopyOptions,
  relative = '',
): Promise<void> {
  const { account, directoryMode = 0o700, skip = () => false } = options;
  await mkdir(to, { recursive: true });
  await chmod(to, directoryMode); // mkdir's mode is cut by the umask and ignored for an existing folder
  if (account) await chown(to, account.uid, account.gid);
  for (const entry of await readdir(from, { withFileTypes: true }).catch(ignoreVanished([]))) {
    const path = relative ? `${relative}/${entry.name}` : entry.name;
    if (skip(path)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target, options, path);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else if (entry.isFile())
      await copyOne(source, target, account).catch(ignoreVanished(undefined));
  }
}

async function copyOne(
  source: string,
  target: string,
  account: ServerAccount | null,
): Promise<void> {
  await copyFile(source, target, constants.COPYFILE_FICLONE);
  if (account) await chown(target, account.uid, account.gid);
}

function ignoreVanished<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (typeof error === 'object' && error && 'code' in error && error.code === 'ENOENT')
      return value;
    throw error;
  };
}
