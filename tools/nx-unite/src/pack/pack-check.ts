import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { CheckFailure, type CheckResult } from '../check-failure.ts';
import { entryPoints, promisedFiles, type Manifest } from '../manifest.ts';
import { typeFaults } from './consumer-types.ts';
import { closure, findPackage, type InstalledPackage } from './installed.ts';
import { probe } from './probe.ts';
import { startRegistry } from './registry.ts';
import { run } from './run.ts';
import { pack, type Tarball } from './tarball.ts';

/** The built lib to check. */
export interface PackedLib {
  /** The workspace's folder, absolute. */
  readonly root: string;
  /** The lib's folder, absolute. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/**
 * Checks a lib as a user would receive it: packed, linted by publint and attw, installed with all its
 * dependencies from a loopback registry into an empty folder, each subpath loaded by `import` and `require`,
 * its types compiled, and its own `test/consumer/*.mjs` run there. Frameworks that users bring along are linked
 * from the workspace. Needs no network.
 *
 * @throws {CheckFailure} with every fault of the first step that found one.
 */
export async function packCheck(lib: PackedLib): Promise<CheckResult> {
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'pack-check-')));
  try {
    const packages = closure(lib.folder);
    const tarballs = pack(
      packages.map(({ folder }) => folder),
      temporary,
    );
    const own = tarballs.find(({ name }) => name === lib.manifest.name);
    if (own === undefined) throw new CheckFailure(`npm packed no ${lib.manifest.name}`);
    refuse(missingFiles(lib.manifest, own));
    await lint(lib, own);
    const consumer = join(temporary, 'consumer');
    mkdirSync(consumer);
    await install(lib, { consumer, temporary, packages, tarballs });
    linkPeers(lib, packages, consumer);
    await load(lib, consumer);
    const subpaths = entryPoints(lib.manifest).map(({ subpath }) => subpath);
    refuse(
      typeFaults(
        consumer,
        subpaths.map((subpath) => lib.manifest.name + subpath.slice(1)),
      ),
    );
    const kilobytes = (readFileSync(own.path).length / 1000).toFixed(1);
    return `pack-check: ${basename(own.path)}, ${own.files.length} files, ${kilobytes} kB; installed, loaded and compiled ${subpaths.join(' ')}`;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** What `exports` and its older siblings promise and the tarball does not hold. */
export function missingFiles(manifest: Manifest, { files }: Tarball): readonly string[] {
  return promisedFiles(manifest)
    .filter((file) => !files.includes(file))
    .map((file) => `package.json promises ${file}, which is not packed`);
}

function refuse(faults: readonly string[]): void {
  if (faults.length > 0) throw new CheckFailure(faults.join('\n'));
}

async function lint({ root, folder, manifest }: PackedLib, { path }: Tarball): Promise<void> {
  const file = readFileSync(path);
  const tarball = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
  const { messages } = await publint({ strict: true, level: 'warning', pack: { tarball } });
  refuse(
    messages.map((message) => `publint: ${formatMessage(message, manifest, { color: false })}`),
  );
  const attw = join(root, 'node_modules/.bin/attw');
  await run('attw', [attw, path, '--profile', 'node16', '--no-color', '--no-emoji'], {
    cwd: folder,
  });
}

interface Installation {
  readonly consumer: string;
  readonly temporary: string;
  readonly packages: readonly InstalledPackage[];
  readonly tarballs: readonly Tarball[];
}

async function install(
  { manifest }: PackedLib,
  { consumer, temporary, packages, tarballs }: Installation,
): Promise<void> {
  const registry = await startRegistry(join(temporary, 'registry'));
  try {
    for (const tarball of tarballs) {
      const published = packages.find(
        (one) => one.manifest.name === tarball.name && one.manifest.version === tarball.version,
      );
      await registry.publish(tarball, published?.manifest ?? tarball);
    }
    const dependencies = { [manifest.name]: manifest.version };
    writeFileSync(
      join(consumer, 'package.json'),
      JSON.stringify({ name: 'consumer', private: true, type: 'module', dependencies }),
    );
    await run(
      'npm install',
      [
        'npm',
        'install',
        `--registry=${registry.url}`,
        `--cache=${join(temporary, 'cache')}`,
        `--userconfig=${join(temporary, 'npmrc')}`,
        '--ignore-scripts',
        '--legacy-peer-deps', // peers are linked below, from what the workspace has
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
        '--fetch-retries=0',
      ],
      { cwd: consumer, env: { NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' } },
    );
  } finally {
    await registry.close();
  }
}

function linkPeers(
  { root }: PackedLib,
  packages: readonly InstalledPackage[],
  consumer: string,
): void {
  const wanted = packages.flatMap(({ folder, manifest }) =>
    Object.keys(manifest.peerDependencies ?? {}).map((name) => ({
      folder,
      name,
      // Other people's optional peers may be missing; ours are what is checked.
      needed: manifest.name.startsWith('@unite/'),
    })),
  );
  const typed = wanted.map(({ folder, name }) => ({
    folder,
    name: typesOf(name),
    needed: false,
  }));
  const links = [...wanted, ...typed, { folder: root, name: '@types/node', needed: true }];
  for (const { folder, name, needed } of links) {
    const link = join(consumer, 'node_modules', name);
    const target = findPackage(folder, name);
    if (target === undefined && needed) {
      throw new CheckFailure(
        `the peer ${name} is not installed, so nothing that uses it can be loaded`,
      );
    }
    if (target === undefined || existsSync(link)) continue;
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target, link, 'junction');
  }
}

/** Where DefinitelyTyped keeps the types of a package that brings none. */
function typesOf(name: string): string {
  return `@types/${name.replace('@', '').replace('/', '__')}`;
}

async function load({ folder, manifest }: PackedLib, consumer: string): Promise<void> {
  const subpaths = entryPoints(manifest).map(({ subpath }) => subpath);
  writeFileSync(join(consumer, 'probe.mjs'), probe);
  const output = await run(
    'loading the installed package',
    [process.execPath, 'probe.mjs', manifest.name, ...subpaths],
    { cwd: consumer },
  );
  const faults = JSON.parse(output.trim().split('\n').at(-1) ?? '[]') as readonly string[]; // see probe
  const scripts = globSync('test/consumer/*.mjs', { cwd: folder });
  const brandsShown = scripts.some((script) => basename(script) === 'brands.mjs');
  refuse(brandsShown ? faults.filter((fault) => !fault.includes('cannot be made here')) : faults);
  for (const script of scripts) {
    copyFileSync(join(folder, script), join(consumer, basename(script)));
    await run(script, [process.execPath, basename(script)], { cwd: consumer });
  }
}
