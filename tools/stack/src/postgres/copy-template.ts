import { chown, mkdir } from 'node:fs/promises';
import { copyTree } from './copy-tree.ts';
import { runCommand } from '../process/run-command.ts';
import type { ServerAccount } from './server-account.ts';

/** Copies a data folder that no server runs on. */
export async function copyTemplate(
  from: string,
  to: string,
  account: ServerAccount | null,
): Promise<void> {
  await mkdir(to, { mode: 0o700 });
  if (account) await chown(to, account.uid, account.gid);
  try {
    // As the account itself, so that nothing needs a chown: twice as fast as copying from here.
    await runCommand('cp', ['-Rp', `${from}/.`, to], { account });
  } catch {
    await copyTree(from, to, { account });
  }
}
