import { formatFiles, readJson, writeJson, type GeneratorCallback, type Tree } from '@nx/devkit';
import { layers, phases } from '../floors.ts';
import { linkWorkspace, nxRun } from '../after.ts';
import { withLibRow } from '../libs-table.ts';
import { withWorkspace, type Lockfile } from '../lockfile.ts';
import { names } from '../names.ts';
import { Refusal } from '../refusal.ts';
import { withReference, type References } from '../references.ts';
import { firstVersionPlan, libFiles, libManifest, type LibFacts } from './lib-files.ts';

/** What `npx nx g @unite/nx-unite:lib` takes; `schema.json` says the same to Nx. */
export interface LibOptions {
  /** Kebab-case; the folder under `libs` and the name after `@unite/`. */
  readonly name: string;
  /** One of {@link layers}. */
  readonly layer: string;
  /** One of {@link phases}. A command line gives `7.0` as the number 7. */
  readonly phase: string | number;
  /** One sentence without a full stop. Defaults to one that names the lib. */
  readonly description?: string;
}

/**
 * Makes a publishable lib that passes every check as it is: sources, specs, README, claim, tags, references,
 * the version plan of its first release and its row in the map. Its API report and size record are written by
 * the returned callback, because they come from the built files.
 *
 * @throws {Refusal} for a name that is taken or malformed, an unknown layer or an unknown phase.
 */
export default async function lib(tree: Tree, options: LibOptions): Promise<GeneratorCallback> {
  const facts = libFacts(tree, options);
  const root = `libs/${facts.kebab}`;
  const readme = withLibRow(tree.read('README.md', 'utf8') ?? '', {
    name: facts.kebab,
    description: facts.description,
    phase: facts.phase,
  });
  const lock = readJson<Lockfile>(tree, 'package-lock.json');

  for (const [file, text] of Object.entries(libFiles(facts))) tree.write(`${root}/${file}`, text);
  tree.write(`.nx/version-plans/${facts.kebab}-first-release.md`, firstVersionPlan(facts));
  tree.write('README.md', readme);
  const config = readJson<References>(tree, 'tsconfig.json');
  writeJson(tree, 'tsconfig.json', withReference(config, `./${root}`));
  writeJson(tree, 'package-lock.json', withWorkspace(lock, root, libManifest(facts)));
  await formatFiles(tree);
  return () => {
    linkWorkspace(tree.root, facts.kebab);
    nxRun(tree.root, ['run-many', '-t', 'api-check', 'size', '-c', 'update', '-p', facts.kebab]);
  };
}

function libFacts(tree: Tree, { name, layer, phase, description }: LibOptions): LibFacts {
  const lib = names('name', name);
  const inPhase = phases.find((known) => Number(known) === Number(phase));
  if (tree.exists(`libs/${name}`)) throw new Refusal(`libs/${name} exists already`);
  if (!layers.some((known) => known === layer)) {
    throw new Refusal(`there is no layer "${layer}": use ${layers.join(', ')}`);
  }
  if (inPhase === undefined) {
    throw new Refusal(`there is no phase "${phase}": use ${phases.join(', ')}`);
  }
  const sentence = description?.trim().replace(/\.$/, '') ?? '';
  return {
    ...lib,
    layer,
    phase: inPhase,
    description: sentence === '' ? `${lib.title} for Unite` : sentence,
  };
}
