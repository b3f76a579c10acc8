import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiCheck, recordRelease } from '../../src/api/api-check.ts';
import { entryTarget } from '../../src/generators/entry-target.ts';
import { built, builtLib, manifestOf, type BuiltLib } from './built-lib.ts';

// The API reader compiles for real.
jest.setTimeout(60_000);

let lib: BuiltLib;
beforeEach(() => {
  lib = builtLib();
});
afterEach(() => lib.remove());

const declare = (text: string): void => lib.write({ 'dist/index.d.ts': text });

const compatible = 'api-check: index.api.md';

function announce(bump: string): void {
  mkdirSync(join(lib.root, '.nx/version-plans'), { recursive: true });
  writeFileSync(join(lib.root, '.nx/version-plans/a.md'), `---\ncache: ${bump}\n---\n\nText.\n`);
}

describe('the report of an entry point', () => {
  it('is written by an update, and accepted after it', () => {
    expect(apiCheck(lib, true)).toBe(compatible);
    expect(readFileSync(join(lib.folder, 'api/index.api.md'), 'utf8')).toContain(
      'export class CacheError extends Error',
    );
    expect(apiCheck(lib, false)).toBe(compatible);
  });

  it('fails the check with the difference when an export changes', () => {
    apiCheck(lib, true);
    declare('export declare const size: string;\n');
    expect(() => apiCheck(lib, false)).toThrow(
      /-export const size: number;\n\+export const size: string;/,
    );
  });

  it('fails the check when it was never written', () => {
    expect(() => apiCheck(lib, false)).toThrow('api/index.api.md does not say what is exported');
  });

  it('goes when its entry point goes', () => {
    const both = { '.': entryTarget('index', ''), './redis': entryTarget('redis', '') };
    lib.write({ 'package.json': manifestOf({ exports: both }), ...built('redis') });
    expect(apiCheck(lib, true)).toBe('api-check: index.api.md, redis.api.md');
    lib.write({ 'package.json': manifestOf() });
    expect(() => apiCheck(lib, false)).toThrow('redis.api.md is about an entry point that is gone');
    apiCheck(lib, true);
    expect(existsSync(join(lib.folder, 'api/redis.api.md'))).toBe(false);
  });

  it('needs declarations that exist and compile', () => {
    declare('export declare const size: Missing;\n');
    expect(() => apiCheck(lib, true)).toThrow('"Missing"');
    rmSync(join(lib.folder, 'dist/index.d.ts'));
    expect(() => apiCheck(lib, true)).toThrow('dist/index.d.ts');
  });
});

describe('the comparison with the last release', () => {
  it('refuses an entry point that is gone', () => {
    const both = { '.': entryTarget('index', ''), './redis': entryTarget('redis', '') };
    lib.write({ 'package.json': manifestOf({ exports: both }), ...built('redis') });
    recordRelease(lib);
    lib.write({ 'package.json': manifestOf() });
    expect(() => apiCheck(lib, true)).toThrow('the entry point `redis` was removed');
  });

  it('accepts a break only when a version plan announces it as major, until that is released', () => {
    declare('export declare const a: 1;');
    recordRelease(lib);
    declare('export declare const a: 2;');
    const refusal = /`a` changed[^]*nx release plan major --projects=cache --only-touched=false/;
    expect(() => apiCheck(lib, true)).toThrow(refusal);
    announce('minor');
    expect(() => apiCheck(lib, true)).toThrow(refusal);
    announce('major');
    expect(apiCheck(lib, true)).toBe(`${compatible}, 1 announced breaking changes`);
    recordRelease(lib);
    expect(apiCheck(lib, false)).toBe(compatible);
  });
});

describe('the catalogue of problems', () => {
  const define = (problems: object): void =>
    lib.write({
      'scripts/problems-api.ts': `console.log(JSON.stringify(${JSON.stringify({ problems })}));\n`,
    });

  beforeEach(() => lib.write({ 'package.json': '{ "name": "@unite/api", "version": "0.0.0" }' }));

  it('is committed as the sources define it', () => {
    define({ gone: { status: 410 } });
    expect(() => apiCheck(lib, false)).toThrow('problems.api.json does not say what is exported');
    expect(apiCheck(lib, true)).toBe('api-check: problems.api.json');
    expect(apiCheck(lib, false)).toBe('api-check: problems.api.json');
  });

  it('may not lose a type that was released', () => {
    define({ gone: { status: 410 }, locked: { status: 423 } });
    recordRelease(lib);
    define({ gone: { status: 410 } });
    expect(() => apiCheck(lib, true)).toThrow('problem `locked` was removed');
  });

  it('is the committed one where the project has no script that prints it', () => {
    lib.write({ 'problems.api.json': '{ "problems": { "gone": { "status": 410 } } }' });
    recordRelease(lib);
    expect(apiCheck(lib, false)).toBe('api-check: problems.api.json');
    lib.write({ 'problems.api.json': '{ "problems": { "gone": { "status": 404 } } }' });
    expect(() => apiCheck(lib, false)).toThrow('changed its status from 410 to 404');
  });

  it('must be printed as JSON by a script that ends well', () => {
    lib.write({ 'scripts/problems-api.ts': "console.log('no JSON');\n" });
    expect(() => apiCheck(lib, false)).toThrow('scripts/problems-api.ts must print JSON');
    lib.write({ 'scripts/problems-api.ts': "throw new Error('out of order');\n" });
    expect(() => apiCheck(lib, false)).toThrow(/scripts\/problems-api.ts failed:[^]*out of order/);
  });
});
