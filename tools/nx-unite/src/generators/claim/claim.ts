import { formatFiles, readJson, type Tree } from '@nx/devkit';
import { names } from '../names.ts';
import { Refusal } from '../refusal.ts';

/** How a measured value can stand to a target, as `@unite/gate` compares them. */
const comparisons = ['<', '<=', '>', '>=', '='];

/** What `npx nx g @unite/nx-unite:claim` takes. */
export interface ClaimOptions {
  /** Kebab-case, unique in its project. */
  readonly id: string;
  /** Folder of the project under `apps`, `libs` or `tools`. */
  readonly project: string;
  /** The promise in one sentence. */
  readonly text: string;
  readonly op: string;
  readonly value: number;
  /** Unit of the value and of every sample, e.g. `ms`. */
  readonly unit: string;
}

/**
 * Adds a claim to the gate of a project. Until its measurement is written it is neither kept nor broken: the
 * gate reports it as an error.
 *
 * @throws {Refusal} for an unknown project, an id that is taken or malformed, or a bad comparison or value.
 */
export default async function claim(tree: Tree, options: ClaimOptions): Promise<void> {
  const { id, project, text, op, unit } = options;
  const { kebab } = names('id', id);
  const root = ['apps', 'libs', 'tools']
    .map((folder) => `${folder}/${project}`)
    .find((folder) => tree.exists(`${folder}/package.json`));
  if (root === undefined) throw new Refusal(`there is no project "${project}"`);
  if (claimIds(tree, `${root}/gate`).has(kebab)) {
    throw new Refusal(`${project} makes the claim "${kebab}" already`);
  }
  if (!comparisons.includes(op)) {
    throw new Refusal(`"${op}" compares nothing: use ${comparisons.join(' ')}`);
  }
  const value = Number(options.value);
  if (!Number.isFinite(value)) throw new Refusal(`"${options.value}" is not a number`);

  const manifest = readJson<{ nx?: { tags?: string[] } }>(tree, `${root}/package.json`);
  const phase = manifest.nx?.tags?.find((tag) => tag.startsWith('phase:'))?.slice('phase:'.length);
  const fields = { id: kebab, phase: phase ?? 'workspace', text };
  const quoted = Object.entries(fields).map(([key, said]) => `${key}: ${JSON.stringify(said)},`);
  tree.write(
    `${root}/gate/${kebab}.gate.ts`,
    `import { type Claim } from '@unite/gate';

/** Its negative control, a broken implementation that the measurement rejects, belongs into the tests. */
export const claims: readonly Claim[] = [
  {
    ${quoted.join('\n    ')}
    target: { op: '${op}', value: ${value} },
    unit: ${JSON.stringify(unit)},
    measure() {
      return Promise.reject(new Error('write the measurement of ${kebab}: this claim has none'));
    },
  },
];
`,
  );
  await formatFiles(tree);
}

function claimIds(tree: Tree, gate: string): ReadonlySet<string> {
  if (!tree.exists(gate)) return new Set();
  const sources = tree
    .children(gate)
    .filter((file) => file.endsWith('.gate.ts'))
    .map((file) => tree.read(`${gate}/${file}`, 'utf8') ?? '');
  const ids = sources.flatMap((text) => [...text.matchAll(/\bid: ['"]([^'"]+)['"]/g)]);
  return new Set(ids.map(([, id = '']) => id));
}
