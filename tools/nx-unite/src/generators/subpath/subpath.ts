import { formatFiles, readJson, writeJson, type GeneratorCallback, type Tree } from '@nx/devkit';
import type { Manifest } from '../../manifest.ts';
import { nxRun } from '../after.ts';
import { entryTarget } from '../entry-target.ts';
import { withWorkspace, type Lockfile } from '../lockfile.ts';
import { names } from '../names.ts';
import { Refusal } from '../refusal.ts';

/** What `npx nx g @unite/nx-unite:subpath` takes. */
export interface SubpathOptions {
  /** Kebab-case; `fastify` becomes `@unite/<project>/fastify`. */
  readonly name: string;
  /** Folder of the lib under `libs`. */
  readonly project: string;
  /** An installed package that users of this entry point bring along, e.g. `fastify`. */
  readonly peer?: string;
}

type LibManifest = Manifest & {
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional: boolean }>>;
};

/**
 * Adds an entry point to a lib: its folder, first spec, export, build entry, and an optional peer. Its API
 * report and size are written by the returned callback.
 *
 * @throws {Refusal} for an unknown lib, a name that is taken or malformed, and a peer that is not installed.
 */
export default async function subpath(
  tree: Tree,
  { name, project, peer }: SubpathOptions,
): Promise<GeneratorCallback> {
  const { kebab } = names('name', name);
  const root = `libs/${project}`;
  if (!tree.exists(`${root}/package.json`)) throw new Refusal(`there is no lib "${project}"`);
  const manifest = readJson<LibManifest>(tree, `${root}/package.json`);
  const exports = manifest.exports ?? {};
  if (`./${kebab}` in exports || tree.exists(`${root}/src/${kebab}`)) {
    throw new Refusal(`${manifest.name}/${kebab} exists already`);
  }
  const build = withEntry(tree.read(`${root}/tsup.config.ts`, 'utf8') ?? '', kebab);
  const peers = peer === undefined ? {} : peerSections(tree, manifest, peer);
  const { './package.json': self = './package.json', ...others } = exports;
  const next = {
    ...manifest,
    exports: {
      ...others,
      [`./${kebab}`]: entryTarget(kebab, `src/${kebab}/index.ts`),
      './package.json': self,
    },
    ...peers,
  };
  const lock = readJson<Lockfile>(tree, 'package-lock.json');

  writeJson(tree, `${root}/package.json`, next);
  writeJson(tree, 'package-lock.json', withWorkspace(lock, root, next));
  tree.write(`${root}/tsup.config.ts`, build);
  for (const [file, text] of Object.entries(entryFiles(manifest.name, kebab))) {
    tree.write(`${root}/src/${kebab}/${file}`, text);
  }
  await formatFiles(tree);
  return () =>
    nxRun(tree.root, ['run-many', '-t', 'api-check', 'size', '-c', 'update', '-p', project]);
}

function entryFiles(packageName: string, name: string): Readonly<Record<string, string>> {
  return {
    'index.ts': `export { entryPoint } from './entry-point.ts';\n`,
    'entry-point.ts': `/** What users import: the name of this entry point in error reports and logs. */
export const entryPoint = '${packageName}/${name}';
`,
    'entry-point.spec.ts': `import { entryPoint } from './index.ts';

describe('the entry point ${name}', () => {
  it('is named as users import it', () => {
    expect(entryPoint).toBe('${packageName}/${name}');
  });
});
`,
  };
}

/** The build configuration with one more entry, as the lib generator wrote it. */
function withEntry(config: string, name: string): string {
  const [before, entries, after] = config.split(/(?<=entry: \{)([^}]*)(?=\})/);
  if (before === undefined || entries === undefined || after === undefined) {
    throw new Refusal('tsup.config.ts has no `entry: { … }` to add to');
  }
  return `${before}${entries.trimEnd()}\n    '${name}': 'src/${name}/index.ts',\n  ${after}`;
}

function peerSections(
  tree: Tree,
  { peerDependencies, peerDependenciesMeta, devDependencies }: LibManifest,
  peer: string,
): Partial<LibManifest> {
  const lock = readJson<{ packages: Record<string, { version?: string } | undefined> }>(
    tree,
    'package-lock.json',
  );
  const version = lock.packages[`node_modules/${peer}`]?.version;
  if (version === undefined) throw new Refusal(`the peer "${peer}" is not installed`);
  return {
    peerDependencies: { ...peerDependencies, [peer]: `>=${version.split('.')[0]}` },
    peerDependenciesMeta: { ...peerDependenciesMeta, [peer]: { optional: true } },
    devDependencies: { ...devDependencies, [peer]: version },
  };
}
