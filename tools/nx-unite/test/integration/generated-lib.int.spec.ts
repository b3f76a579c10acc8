import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterVersioning } from '../../src/release/after-versioning.ts';
import { startRegistry } from '../../src/pack/registry.ts';
import { run as runAsync } from '../../src/pack/run.ts';
import { copyWorkspace, type WorkspaceCopy } from './workspace-copy.ts';

// Builds, checks, versions and publishes a lib for real.
jest.setTimeout(900_000);

let copy: WorkspaceCopy;
/** The commit that the copy began with. */
let begun: string;
beforeAll(() => {
  copy = copyWorkspace();
  begun = copy.run('git', 'rev-parse', 'HEAD').output.trim();
});
afterAll(() => copy.remove());

/** What git sees that is not committed. */
const changes = (): string => copy.run('git', 'status', '--porcelain').output;

function nx(...args: readonly string[]): string {
  const { ok, output } = copy.run('nx', ...args);
  if (!ok) throw new Error(output);
  return output;
}

const targets = 'lint,typecheck,test,build,coverage,api-check,pack-check,size,gate';

// Each spec begins where the one before it ended, because each step costs many seconds.
describe('a lib that the generator made in a copy of this workspace', () => {
  it('is refused with one line, and no file is touched, when its input is bad', () => {
    const refused = copy.run(
      'nx',
      'g',
      '@unite/nx-unite:lib',
      'sample',
      '--layer=roof',
      '--phase=7.2',
    );
    expect(refused.ok).toBe(false);
    expect(refused.output).toContain('there is no layer "roof"');
    expect(refused.output).not.toContain('    at ');
    expect(changes()).toBe('');
  });

  it('passes every check untouched', () => {
    nx('g', '@unite/nx-unite:lib', 'sample', '--layer=foundation', '--phase=7.2');
    nx('sync:check');
    const output = nx(
      'run-many',
      `--targets=${targets}`,
      '--projects=sample',
      '--outputStyle=static',
    );
    expect(output).toContain('gate: 1 passed, 0 failed');
    expect(output).toContain('sample: lines 100 %, branches 100 %');
    expect(copy.run('prettier', '--check', 'libs/sample', 'README.md', 'tsconfig.json').ok).toBe(
      true,
    );
  });

  it('stays so with one more entry point', () => {
    nx('g', '@unite/nx-unite:subpath', 'fastify', '--project=sample', '--peer=fastify');
    nx('run-many', '--targets=lint,typecheck,test,pack-check', '--projects=sample');
    expect(copy.run('prettier', '--check', 'libs/sample').ok).toBe(true);
  });

  it('is released as 1.0.0 by its version plan, with a changelog that names nobody', () => {
    copy.run('git', 'add', '-A');
    copy.run('git', 'commit', '-q', '-m', 'feat(sample): greet');
    const before = copy.run('git', 'rev-parse', 'HEAD').output;
    expect(nx('release', '--dry-run', '--skip-publish', '--projects=sample')).toContain(
      'New version 1.0.0',
    );
    expect(changes()).toBe('');
    expect(copy.run('git', 'rev-parse', 'HEAD').output).toBe(before);

    nx('release', '--skip-publish', '--projects=sample');
    expect(changes()).toBe('');
    expect(copy.run('git', 'tag').output).toBe('sample@1.0.0\n');
    expect(copy.run('git', 'show', '--stat', 'HEAD').output).toContain('api/released/fastify.d.ts');
    const changelog = readFileSync(join(copy.root, 'libs/sample/CHANGELOG.md'), 'utf8');
    expect(changelog).toContain('First release: Sample for Unite.');
    expect(changelog).not.toContain('spec');
    expect(readFileSync(join(copy.root, 'package-lock.json'), 'utf8')).toMatch(
      /"name": "@unite\/sample",\s+"version": "1\.0\.0"/,
    );
  });

  it('is published to a registry, from which its users install it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'release-'));
    const registry = await startRegistry(folder);
    try {
      const userconfig = join(folder, 'npmrc');
      writeFileSync(userconfig, `${registry.url.replace('http:', '')}/:_authToken=none\n`);
      const command = `--registry=${registry.url}`;
      await runAsync(
        'nx release publish',
        ['nx', 'release', 'publish', command, '--first-release', '--projects=sample'],
        {
          cwd: copy.root,
          env: {
            NPM_CONFIG_USERCONFIG: userconfig,
            NX_DAEMON: 'false',
            NX_TUI: 'false',
            NODE_OPTIONS: '',
          },
          timeoutMs: 600_000,
        },
      );
      const response = await fetch(`${registry.url}/@unite%2fsample`);
      await expect(response.json()).resolves.toMatchObject({ 'dist-tags': { latest: '1.0.0' } });
    } finally {
      await registry.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('keeps what the next version promises, beside its new version in the lockfile', () => {
    expect(afterVersioning(copy.root)).toEqual([]);
    const file = join(copy.root, 'libs/sample/package.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"1.0.0"', '"1.1.0"'));
    expect(afterVersioning(copy.root)).toEqual([
      'libs/sample/api/released/index.d.ts',
      'libs/sample/api/released/fastify.d.ts',
      'package-lock.json',
    ]);
    expect(afterVersioning(copy.root)).toEqual([]);
  });

  it('leaves no trace when it is removed, which a released lib refuses', () => {
    const refused = copy.run('nx', 'g', '@unite/nx-unite:remove', 'sample');
    expect(refused.output).toContain('@unite/sample has been released: deprecate it instead');
    rmSync(join(copy.root, 'libs/sample/api/released'), { recursive: true });
    nx('g', '@unite/nx-unite:remove', 'sample');
    copy.run('git', 'add', '-A');
    expect(copy.run('git', 'diff', '--cached', '--stat', begun).output).toBe('');
    expect(existsSync(join(copy.root, 'libs/sample'))).toBe(false);
    expect(existsSync(join(copy.root, 'node_modules/@unite/sample'))).toBe(false);
  });
});
