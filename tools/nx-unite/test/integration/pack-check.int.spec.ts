import { globSync, mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryTarget } from '../../src/generators/entry-target.ts';
import { readManifest } from '../../src/manifest.ts';
import { packCheck } from '../../src/pack/pack-check.ts';
import { built, builtFiles, builtLib, manifestOf, workspace, type BuiltLib } from './built-lib.ts';

// Packs, installs and compiles for real.
jest.setTimeout(120_000);

let lib: BuiltLib;
beforeEach(() => {
  lib = builtLib();
});
afterEach(() => lib.remove());

const check = (): Promise<string> =>
  packCheck({ root: lib.root, folder: lib.folder, manifest: readManifest(lib.folder) });

describe('the pack check', () => {
  it('accepts a lib that loads and compiles for every kind of user, and leaves nothing behind', async () => {
    const before = globSync(join(tmpdir(), 'pack-check-*'));
    await expect(check()).resolves.toMatch(
      /^pack-check: unite-cache-1\.2\.3\.tgz, 6 files, .*; installed, loaded and compiled \.$/,
    );
    expect(globSync(join(tmpdir(), 'pack-check-*'))).toEqual(before);
  });

  it('installs what the lib depends on, and links what its users bring along', async () => {
    lib.write({
      'package.json': manifestOf({
        dependencies: { pg: '8.23.1' },
        peerDependencies: { zod: '>=4' },
        peerDependenciesMeta: { zod: { optional: true } },
      }),
      'dist/index.js': "import 'pg';\nexport { z } from 'zod';\n",
      'dist/index.cjs': "require('pg');\nmodule.exports = { z: require('zod').z };\n",
      'dist/index.d.ts': "export { z } from 'zod';\n",
      'dist/index.d.cts': "export { z } from 'zod';\n",
    });
    await expect(check()).resolves.toContain('installed, loaded and compiled .');
  });

  it('refuses a file that package.json promises and the tarball does not hold', async () => {
    lib.write({ 'package.json': manifestOf({ files: ['dist'] }) });
    await expect(check()).rejects.toThrow(
      'package.json promises src/index.ts, which is not packed',
    );
  });

  it('refuses what publint warns of', async () => {
    lib.write({ 'dist/index.js': "module.exports = require('node:fs');\n" });
    await expect(check()).rejects.toThrow('publint: ');
  });

  it('refuses types that say another module format than the code', async () => {
    const both = { types: './dist/index.d.ts', default: './dist/index.cjs' };
    const { '.': entry } = { '.': entryTarget('index', 'src/index.ts') };
    lib.write({
      'package.json': manifestOf({ exports: { '.': { ...(entry as object), require: both } } }), // an object
    });
    await expect(check()).rejects.toThrow(/publint|attw/);
  });

  it('refuses a subpath that does not load', async () => {
    lib.write({ 'dist/index.cjs': "throw new Error('no CommonJS today');\n" });
    await expect(check()).rejects.toThrow('@unite/cache does not load: no CommonJS today');
  });

  it('refuses copies that export different names, and an error without its guard', async () => {
    const [code = '', guardless = ''] = [builtFiles['dist/index.js'], builtFiles['dist/index.cjs']];
    lib.write({
      'dist/index.js': code.replace('isCacheError, size', 'size'),
      'dist/index.cjs': guardless.replace('isCacheError, size', 'size, more: 1'),
    });
    await expect(check()).rejects.toThrow(
      /exports \[CacheError,size\] to import and \[CacheError,more,size\] to require\n.*without isCacheError/,
    );
  });

  it('refuses an error that the other copy does not know', async () => {
    lib.write(built('index', "Symbol('private to this copy')"));
    await expect(check()).rejects.toThrow(
      'isCacheError does not know the errors of the other copy',
    );
  });

  it('runs the scripts that a lib has for its users, beside the installed package', async () => {
    lib.write({
      'test/consumer/brands.mjs':
        "import { size } from '@unite/cache';\nif (size !== 2) throw new Error('not two');\n",
    });
    await expect(check()).rejects.toThrow(/test\/consumer\/brands\.mjs \(exit 1\):[^]*not two/);
  });

  it('refuses declarations that do not compile where they are installed', async () => {
    const broken = "import type { Gone } from 'not-there';\nexport declare const size: Gone;\n";
    lib.write({
      'dist/index.d.ts': broken,
      'dist/index.d.cts': broken,
      'dist/index.js': 'export const size = 1;\n',
      'dist/index.cjs': 'exports.size = 1;\n',
    });
    await expect(check()).rejects.toThrow(
      /esm\.mts: .*index\.d\.ts: Cannot find module 'not-there'/,
    );
  });

  it('refuses a dependency or a peer that is not installed', async () => {
    lib.write({ 'package.json': manifestOf({ dependencies: { 'not-there': '1.0.0' } }) });
    await expect(check()).rejects.toThrow('@unite/cache needs not-there, which is not installed');
    lib.write({ 'package.json': manifestOf({ peerDependencies: { 'not-there': '1.0.0' } }) });
    await expect(check()).rejects.toThrow('the peer not-there is not installed');
  });

  it('says what npm says when it cannot pack', async () => {
    lib.write({ 'package.json': manifestOf({ version: undefined }) });
    await expect(check()).rejects.toThrow('npm pack failed');
  });
});

describe('the closure of a lib', () => {
  it('holds the libs that it depends on', async () => {
    // A node_modules of its own, because the workspace's is shared.
    const modules = join(lib.root, 'node_modules');
    unlinkSync(modules);
    mkdirSync(join(modules, '@unite'), { recursive: true });
    mkdirSync(join(modules, '@types'));
    symlinkSync(join(workspace, 'node_modules/.bin'), join(modules, '.bin'));
    symlinkSync(join(workspace, 'node_modules/@types/node'), join(modules, '@types/node'));
    const base = join(lib.root, 'libs/base');
    mkdirSync(base);
    symlinkSync('../../libs/base', join(modules, '@unite/base'));
    writeFileSync(
      join(base, 'package.json'),
      '{ "name": "@unite/base", "version": "1.0.0", "license": "UNLICENSED", "exports": "./index.js" }',
    );
    writeFileSync(join(base, 'index.js'), 'exports.base = 1;\n');
    lib.write({
      'package.json': manifestOf({ dependencies: { '@unite/base': '^1.0.0' } }),
      'dist/index.cjs': "exports.size = require('@unite/base').base;\n",
      'dist/index.js': "import { base } from '@unite/base';\nexport const size = base;\n",
      'dist/index.d.ts': 'export declare const size: number;\n',
      'dist/index.d.cts': 'export declare const size: number;\n',
    });
    await expect(check()).resolves.toContain('installed, loaded and compiled .');
    lib.write({ 'package.json': manifestOf({ dependencies: { '@unite/base': '^2.0.0' } }) });
    await expect(check()).rejects.toThrow(/npm install \(exit 1\)[^]*@unite\/base/);
    rmSync(modules, { recursive: true });
  });
});
