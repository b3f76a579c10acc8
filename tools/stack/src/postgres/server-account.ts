import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StackError } from '../errors.ts';

/** The unprivileged account that a server runs as. */
export interface ServerAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

// initdb looks its own uid up in the account database, so an invented number does not do.
const candidates = ['postgres', 'nobody', 'daemon'];

/**
 * The account to run PostgreSQL as: null (ourselves) unless we are root, which PostgreSQL refuses.
 *
 * @throws {StackError} STACK_NO_ACCOUNT when we are root and no unprivileged account exists
 */
export function serverAccount(): ServerAccount | null {
  if (process.getuid?.() !== 0) return null;
  return pickAccount(readFileSync('/etc/passwd', 'utf8'));
}

/**
 * Picks the first suitable account of an account database in the format of passwd(5).
 *
 * @throws {StackError} STACK_NO_ACCOUNT when none of the candidates is listed
 */
export function pickAccount(passwd: string): ServerAccount {
  const rows = passwd.split('\n').map((line) => line.split(':'));
  for (const name of candidates) {
    const row = rows.find((fields) => fields[0] === name);
    if (row) return { name, uid: Number(row[2]), gid: Number(row[3]) };
  }
  throw new StackError('STACK_NO_ACCOUNT', {
    what: 'PostgreSQL cannot be started',
    why: `it refuses to run as root and none of the accounts ${candidates.join(', ')} exists`,
    todo: 'run as an ordinary user, or create the account postgres',
  });
}

/** Whether the account may walk down to `path`: the x bit of every folder above and of itself. */
export function isReachable(path: string, account: ServerAccount | null): boolean {
  if (!account) return true;
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
