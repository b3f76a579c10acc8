import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckFailure } from '../check-failure.ts';

/** The script of a project that prints its catalogue of problems as JSON. */
const script = 'scripts/problems-api.ts';

/**
 * The catalogue of problems that a project defines now, or nothing for a project without one: what its script
 * prints, in a process of its own, or else its committed `problems.api.json`, which a spec of the project then
 * keeps up to date.
 *
 * @throws {CheckFailure} when the script fails or prints something else than JSON.
 */
export function currentCatalogue({ folder }: { readonly folder: string }): string | undefined {
  const committed = join(folder, 'problems.api.json');
  if (!existsSync(join(folder, script))) {
    return existsSync(committed) ? readFileSync(committed, 'utf8') : undefined;
  }
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@unite/source', script],
    { cwd: folder, encoding: 'utf8', timeout: 60_000 },
  );
  if (status !== 0) throw new CheckFailure(`${script} failed:\n${stderr}`);
  try {
    return `${JSON.stringify(JSON.parse(stdout), null, 2)}\n`;
  } catch (error) {
    throw new CheckFailure(`${script} must print JSON`, { cause: error });
  }
}
