import { join } from 'node:path';
import { apiCheck } from './api/api-check.ts';
import { CheckFailure, type CheckResult } from './check-failure.ts';
import { packCheck } from './pack/pack-check.ts';
import { readManifest } from './manifest.ts';
import { sizeCheck } from './size/size-check.ts';

/** How a check is started. */
export interface CheckRun {
  /** The workspace's folder, absolute. */
  readonly root: string;
  /** `api-check`, `pack-check` or `size`; then the project's folder; `--update` writes the records. */
  readonly args: readonly string[];
  readonly print: (text: string) => void;
}

/**
 * Runs one check of one project and prints its result: one line when it passes, otherwise what is wrong and
 * the command that accepts it. Returns whether it passed.
 *
 * @throws whatever is not a finding of the check.
 */
export async function runCheck({ root, args, print }: CheckRun): Promise<boolean> {
  const update = args.includes('--update') || args.includes('--update=true');
  const [check = '', projectRoot = ''] = args;
  const folder = join(root, projectRoot);
  const project = projectRoot.split('/').at(-1) ?? '';
  try {
    print(await result());
    return true;
  } catch (error) {
    if (!(error instanceof CheckFailure)) throw error;
    print(`${check}: ${project} failed\n${error.message}`);
    if (check !== 'pack-check') print(`to accept it: npx nx run ${project}:${check}:update`);
    return false;
  }

  async function result(): Promise<CheckResult> {
    switch (check) {
      case 'api-check':
        return apiCheck({ root, folder, project }, update);
      case 'size':
        return sizeCheck(folder, update);
      case 'pack-check':
        return packCheck({ root, folder, manifest: readManifest(folder) });
      default:
        throw new CheckFailure(`there is no check "${check}": use api-check, pack-check or size`);
    }
  }
}
