import { projectTargets, type ProjectShape } from './targets.ts';

const empty: ProjectShape = {
  root: 'libs/cache',
  name: 'cache',
  tsup: false,
  next: false,
  unitTests: false,
  integrationTests: false,
  gate: false,
  problems: false,
};

describe('the inferred targets', () => {
  it('are none for a folder that holds nothing to run', () => {
    expect(projectTargets(empty)).toEqual({});
  });

  it('build a lib with tsup and cache its dist folder', () => {
    expect(projectTargets({ ...empty, tsup: true })['build']).toMatchObject({
      command: 'tsup --silent',
      cache: true,
      outputs: ['{projectRoot}/dist'],
    });
  });

  it('build and typecheck a Next app with its own commands', () => {
    const targets = projectTargets({ ...empty, root: 'apps/web', name: 'web', next: true });
    expect(targets['build']?.command).toBe('next build');
    expect(targets['typecheck']?.command).toBe(
      'next typegen && tsc --noEmit && tsc --noEmit -p tsconfig.spec.json && tsc --noEmit -p tsconfig.e2e.json',
    );
  });

  it('run integration specs one project at a time and count both suites as coverage', () => {
    const targets = projectTargets({ ...empty, unitTests: true, integrationTests: true });
    expect(targets['test:integration']?.parallelism).toBe(false);
    expect(targets['coverage']?.dependsOn).toEqual(['test', 'test:integration']);
  });

  it('ask for unit coverage alone where there are no integration specs', () => {
    expect(projectTargets({ ...empty, unitTests: true })['coverage']?.dependsOn).toEqual(['test']);
  });

  it('never cache a gate, and build what it measures first', () => {
    const targets = projectTargets({
      ...empty,
      root: 'apps/web',
      name: 'web',
      next: true,
      gate: true,
    });
    expect(targets['gate']?.cache).toBe(false);
    expect(targets['gate']?.dependsOn).toEqual(['build', { projects: ['api'], target: 'build' }]);
  });

  it('check a built lib from what it promises, packs and weighs', () => {
    const targets = projectTargets({ ...empty, tsup: true });
    expect(targets['api-check']?.inputs).toContain('{workspaceRoot}/.nx/version-plans/*.md');
    expect(targets['pack-check']?.dependsOn).toEqual(['build', '^build']);
    expect(targets['size']?.configurations).toEqual({ update: { args: '--update' } });
  });

  it('check the catalogue of problems of a project that builds nothing', () => {
    expect(projectTargets({ ...empty, problems: true })['api-check']?.dependsOn).toEqual([]);
  });

  it('need no build before the gate of a project without one', () => {
    expect(projectTargets({ ...empty, gate: true })['gate']?.dependsOn).toEqual([]);
  });
});
