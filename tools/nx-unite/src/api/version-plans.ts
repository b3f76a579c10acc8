import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a release counts up, smallest first. */
export type Bump = 'patch' | 'minor' | 'major';

const bumps: readonly Bump[] = ['patch', 'minor', 'major'];

/** The largest bump that the version plans of the workspace at `root` ask for `project`, or none. */
export function plannedBump(root: string, project: string): Bump | undefined {
  const planned = globSync('.nx/version-plans/*.md', { cwd: root }).flatMap((file) =>
    bumpsIn(readFileSync(join(root, file), 'utf8'), project),
  );
  return bumps.findLast((bump) => planned.includes(bump));
}

/** What the front matter of one plan says about `project`. */
function bumpsIn(plan: string, project: string): readonly Bump[] {
  const [, frontMatter = ''] = plan.split(/^---$/m);
  return frontMatter.split('\n').flatMap((line) => {
    const [, name, bump] = /^\s*['"]?([^'":]+)['"]?\s*:\s*['"]?(\w+)['"]?\s*$/.exec(line) ?? [];
    return name === project ? bumps.filter((known) => known === bump) : [];
  });
}
