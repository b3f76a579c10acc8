import { formatFiles, readJson, writeJson, type GeneratorCallback, type Tree } from '@nx/devkit';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { unlinkWorkspace } from '../after.ts';
import { withoutLibRow } from '../libs-table.ts';
import { withoutWorkspace, type Lockfile } from '../lockfile.ts';
import { Refusal } from '../refusal.ts';
import { withoutReference, type References } from '../references.ts';

/** What `npx nx g @unite/nx-unite:remove` takes. */
export interface RemoveOptions {
  /** Folder of the lib under `libs`. */
  readonly name: string;
}

/**
 * Takes a lib that was never released away, with every trace that the lib generator left.
 *
 * @throws {Refusal} for an unknown lib, a released one, and one that another project depends on.
 */
export default async function remove(
  tree: Tree,
  { name }: RemoveOptions,
): Promise<GeneratorCallback> {
  const root = `libs/${name}`;
  if (!tree.exists(`${root}/package.json`)) throw new Refusal(`there is no lib "${name}"`);
  const { name: packageName } = readJson<{ name: string }>(tree, `${root}/package.json`);
  if (tree.exists(`${root}/api/released`)) {
    throw new Refusal(`${packageName} has been released: deprecate it instead`);
  }
  const dependent = dependents(tree, packageName, root);
  if (dependent.length > 0) throw new Refusal(`${dependent.join(', ')} depends on ${packageName}`);
  const readme = withoutLibRow(tree.read('README.md', 'utf8') ?? '', name);

  for (const plan of tree.exists('.nx/version-plans') ? tree.children('.nx/version-plans') : []) {
    const file = `.nx/version-plans/${plan}`;
    const others = withoutProject(tree.read(file, 'utf8') ?? '', name);
    if (others === undefined) tree.delete(file);
    else tree.write(file, others);
  }
  tree.write('README.md', readme);
  const config = readJson<References>(tree, 'tsconfig.json');
  writeJson(tree, 'tsconfig.json', withoutReference(config, `./${root}`));
  const lock = readJson<Lockfile>(tree, 'package-lock.json');
  writeJson(tree, 'package-lock.json', withoutWorkspace(lock, root, packageName));
  tree.delete(root);
  await formatFiles(tree);
  return () => {
    unlinkWorkspace(tree.root, name);
    // What is built lies outside of git and therefore outside of the tree.
    rmSync(join(tree.root, root), { recursive: true, force: true });
  };
}

function dependents(tree: Tree, packageName: string, root: string): readonly string[] {
  return ['apps', 'libs', 'tools']
    .filter((folder) => tree.exists(folder))
    .flatMap((folder) => tree.children(folder).map((child) => `${folder}/${child}`))
    .filter((folder) => folder !== root && tree.exists(`${folder}/package.json`))
    .filter((folder) => tree.read(`${folder}/package.json`, 'utf8')?.includes(`"${packageName}":`));
}

/** `plan` without its line about `project`; nothing when that was its only one. */
function withoutProject(plan: string, project: string): string | undefined {
  const [before = '', frontMatter = '', ...text] = plan.split(/^---$/m);
  const lines = frontMatter.split('\n').filter((line) => line.trim() !== '');
  const others = lines.filter(
    (line) => line.replaceAll(/['"]/g, '').split(':')[0]?.trim() !== project,
  );
  if (others.length === 0) return undefined;
  return [before, `\n${others.join('\n')}\n`, ...text].join('---');
}
