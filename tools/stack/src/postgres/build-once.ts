import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { reaper } from '../process/reaper.ts';

/**
 * Builds a folder that others may read as soon as it exists: `build` fills a folder beside it,
 * which is then renamed. When two processes build at once the first rename wins, and the loser
 * uses the winner's.
 *
 * @param target path of the folder; its parent exists
 * @returns whether the folder was built by this call or found
 */
export async function buildOnce(
  target: string,
  build: (partial: string) => Promise<void>,
): Promise<'built' | 'found'> {
  if (existsSync(target)) return 'found';
  const partial = `${target}.${randomBytes(6).toString('hex')}.partial`;
  const release = reaper().own(partial);
  try {
    await mkdir(partial, { mode: 0o700 });
    await build(partial);
    return await publish(partial, target);
  } finally {
    await rm(partial, { recursive: true, force: true });
    release();
  }
}

async function publish(partial: string, target: string): Promise<'built' | 'found'> {
  try {
    await rename(partial, target);
    return 'built';
  } catch (error) {
    if (existsSync(target)) return 'found';
    throw error;
  }
}
