import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CheckFailure } from '../check-failure.ts';

/** The script of a project that prints its catalogue of problems as JSON. */
const script = 'scripts/problems-api.ts';

/**
 * The catalogue of problems that the sources of a project define now, as `problems.api.json` keeps it, or
 * nothing for a project without one. It is printed by the project itself, in a process of its own.
 *
 * @throws {CheckFailure} when the script fails or prints something else than JSON.
 */
export function currentCatalogue({ folder }: { readonly folder: string }): string | undefined {
  if (!existsSync(join(folder, script))) return undefined;
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
