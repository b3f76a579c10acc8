import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodesV2 } from './plugin.ts';

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'nx-unite-'));
});
afterEach(() => rmSync(workspace, { recursive: true, force: true }));

/** The targets inferred for a project that consists of `files`. */
async function inferred(root: string, files: readonly string[]): Promise<readonly string[]> {
  for (const file of ['package.json', ...files]) {
    mkdirSync(join(workspace, root, file, '..'), { recursive: true });
    writeFileSync(join(workspace, root, file), '{}');
  }
  const [, create] = createNodesV2;
  const context = { workspaceRoot: workspace, nxJsonConfiguration: {} };
  const [[, result] = []] = await create([`${root}/package.json`], undefined, context);
  return Object.keys(result?.projects?.[root]?.targets ?? {});
}

describe('the plugin', () => {
  it('infers what the files of a project stand for', async () => {
    const files = [
      'tsup.config.ts',
      'jest.config.cts',
      'test/integration/a.int.spec.ts',
      'gate/a.gate.ts',
    ];
    await expect(inferred('libs/cache', files)).resolves.toEqual([
      'build',
      'test',
      'test:integration',
      'coverage',
      'gate',
      'api-check',
      'pack-check',
      'size',
    ]);
  });

  it('checks the promises of an app that has a catalogue of problems, and packs no app', async () => {
    const files = ['tsup.config.ts', 'problems.api.json'];
    await expect(inferred('apps/api', files)).resolves.toEqual(['build', 'api-check']);
  });

  it('infers build and typecheck for a Next app', async () => {
    await expect(inferred('apps/web', ['next.config.ts'])).resolves.toEqual(['build', 'typecheck']);
  });
});
