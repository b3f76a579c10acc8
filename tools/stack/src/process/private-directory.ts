import { chownSync, chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isReachable, type ServerAccount } from '../postgres/server-account.ts';

/** A new temporary folder, mode 0700, that belongs to the account (or to us when it is null). */
export function createRunDirectory(account: ServerAccount | null): string {
  const directory = mkdtempSync(join(reachableTmpdir(account), 'unite-stack-'));
  if (account) chownSync(directory, account.uid, account.gid);
  return directory;
}

/**
 * The folder for what is kept between runs: `.unite/cache` of the workspace, or a folder beside the
 * temporary ones when the account cannot walk to the workspace (a home with mode 0700).
 */
export function cacheDirectory(workspaceRoot: string, account: ServerAccount | null): string {
  const inWorkspace = join(workspaceRoot, '.unite', 'cache');
  if (isReachable(workspaceRoot, account)) {
    mkdirSync(inWorkspace, { recursive: true });
    if (isReachable(inWorkspace, account)) return inWorkspace;
  }
  return sharedTmpCache(workspaceRoot, account);
}

function sharedTmpCache(workspaceRoot: string, account: ServerAccount | null): string {
  const owner = account?.uid ?? process.getuid?.() ?? 0;
  const key = createHash('sha256').update(workspaceRoot).digest('hex').slice(0, 12);
  const directory = join(reachableTmpdir(account), `unite-cache-${owner}-${key}`);
  if (!existsSync(directory)) {
    mkdirSync(directory, { mode: 0o700 });
    if (account) chownSync(directory, account.uid, account.gid);
    chmodSync(directory, 0o700);
  }
  // The name can be guessed and /tmp is everybody's: only a real folder of the right owner will do.
  const found = lstatSync(directory);
  const isOurs = found.isDirectory() && found.uid === owner && (found.mode & 0o077) === 0;
  return isOurs ? directory : createRunDirectory(account);
}

function reachableTmpdir(account: ServerAccount | null): string {
  const candidates = [tmpdir(), '/tmp', '/var/tmp'];
  return (
    candidates.find((folder) => existsSync(folder) && isReachable(folder, account)) ?? tmpdir()
  );
}
