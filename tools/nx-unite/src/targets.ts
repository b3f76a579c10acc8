import type { TargetConfiguration } from '@nx/devkit';

/** What the plugin finds in a project's folder. */
export interface ProjectShape {
  /** Folder, relative to the workspace, e.g. `libs/cache`. */
  readonly root: string;
  /** Nx project name, the last part of the folder. */
  readonly name: string;
  readonly tsup: boolean;
  readonly next: boolean;
  readonly unitTests: boolean;
  readonly integrationTests: boolean;
  readonly gate: boolean;
  /** A `problems.api.json`: the project promises problem types to its clients. */
  readonly problems: boolean;
}

/** jest loads ESM-only dependencies through Node's `require(esm)`, which needs this flag. */
const jestEnv = {
  NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
};

/**
 * The targets of one project.
 *
 * | found | target | what it does |
 * |---|---|---|
 * | `tsup.config.ts` / `next.config.ts` | `build` | the bundle in `dist` / `.next` |
 * | `next.config.ts` | `typecheck` | `next typegen`, then `tsc` (other projects: `@nx/js/typescript`) |
 * | `jest.config.cts` | `test` | unit specs beside the source |
 * | `test/integration/` | `test:integration` | specs on real servers, one project at a time |
 * | any of these two | `coverage` | both merged, 80 % of lines and branches or it fails |
 * | `gate/` | `gate` | measures the project's claims, never cached |
 * | `tsup.config.ts` in `libs/` | `pack-check` | the packed lib, installed and used as its users would |
 * | the same | `size` | bytes per entry point against `size.json`; `:update` records them |
 * | the same, or `problems.api.json` | `api-check` | what is promised, against `api/` and the last release; `:update` records it |
 */
export function projectTargets(shape: ProjectShape): Record<string, TargetConfiguration> {
  return {
    ...(shape.tsup ? { build: tsupBuild(shape) } : {}),
    ...(shape.next ? { build: nextBuild(shape), typecheck: nextTypecheck(shape) } : {}),
    ...(shape.unitTests ? { test: jestTarget(shape, 'test') } : {}),
    ...(shape.integrationTests
      ? { 'test:integration': jestTarget(shape, 'test:integration') }
      : {}),
    ...(shape.unitTests ? { coverage: coverage(shape) } : {}),
    ...(shape.gate ? { gate: gate(shape) } : {}),
    ...(isLib(shape) || shape.problems ? { 'api-check': apiCheck(shape) } : {}),
    ...(isLib(shape) ? { 'pack-check': packCheck(shape), size: size(shape) } : {}),
  };
}

function isLib({ root, tsup }: ProjectShape): boolean {
  return tsup && root.startsWith('libs/');
}

function tsupBuild({ root }: ProjectShape): TargetConfiguration {
  return {
    command: 'tsup --silent',
    options: { cwd: root },
    cache: true,
    dependsOn: ['^build'],
    inputs: ['production', '^production', { externalDependencies: ['tsup', 'typescript'] }],
    outputs: ['{projectRoot}/dist'],
  };
}

function nextBuild({ root }: ProjectShape): TargetConfiguration {
  return {
    command: 'next build',
    options: { cwd: root, env: { NEXT_TELEMETRY_DISABLED: '1' } },
    cache: true,
    dependsOn: ['^build'],
    inputs: ['production', '^production', { externalDependencies: ['next', 'tailwindcss'] }],
    outputs: ['{projectRoot}/.next', '!{projectRoot}/.next/cache', '!{projectRoot}/.next/dev'],
  };
}

function nextTypecheck({ root }: ProjectShape): TargetConfiguration {
  return {
    // The app, its unit specs, and what looks at the running app: e2e, gate and scripts.
    command: [
      'next typegen',
      ...['', ' -p tsconfig.spec.json', ' -p tsconfig.e2e.json'].map((it) => `tsc --noEmit${it}`),
    ].join(' && '),
    options: { cwd: root, env: { NEXT_TELEMETRY_DISABLED: '1' } },
    cache: true,
    dependsOn: ['^build', '^typecheck'],
    inputs: ['default', '^production', { externalDependencies: ['next', 'typescript'] }],
    outputs: [],
  };
}

function jestTarget(shape: ProjectShape, target: 'test' | 'test:integration'): TargetConfiguration {
  const { root, name } = shape;
  const file = target.replace(':', '-');
  const up = root
    .split('/')
    .map(() => '..')
    .join('/');
  const integration = target === 'test:integration';
  return {
    command: [
      'jest --coverage --coverageReporters=json',
      `--coverageDirectory=${up}/dist/test/${name}/${file}`,
      `--json --outputFile=${up}/dist/test/${name}/${file}/report.json`,
      ...(integration
        ? ["--testMatch='<rootDir>/test/integration/**/*.int.spec.ts'", '--runInBand']
        : []),
    ].join(' '),
    options: { cwd: root, env: jestEnv },
    cache: true,
    // Servers are shared with nobody: two suites at once would measure each other.
    parallelism: !integration,
    dependsOn: integration ? ['build', '^build'] : [],
    inputs: ['default', '^production', { externalDependencies: ['jest', 'ts-jest', 'typescript'] }],
    outputs: [`{workspaceRoot}/dist/test/${name}/${file}`],
  };
}

function coverage({ name, integrationTests }: ProjectShape): TargetConfiguration {
  return {
    command: `node tools/scripts/coverage.mts ${name}`,
    cache: true,
    dependsOn: integrationTests ? ['test', 'test:integration'] : ['test'],
    inputs: ['default', '^production', '{workspaceRoot}/tools/scripts/coverage.mts'],
    outputs: [`{workspaceRoot}/dist/test/${name}/coverage.json`],
  };
}

function gate({ name, tsup, next }: ProjectShape): TargetConfiguration {
  return {
    command: `node --conditions=@unite/source tools/gate/src/cli.ts ${name}`,
    cache: false,
    // A gate measures the product as it is shipped, alone on the machine.
    parallelism: false,
    dependsOn: [
      ...(tsup || next ? ['build'] : []),
      ...(next ? [{ projects: ['api'], target: 'build' }] : []),
    ],
  };
}

/** The checks run from source, so a change of them must run them again. */
const checkSources = ['{workspaceRoot}/tools/nx-unite/src/**/*', '!{workspaceRoot}/**/*.spec.ts'];

function check(name: string, { root }: ProjectShape, packages: readonly string[]) {
  return {
    command: `node tools/nx-unite/src/cli.ts ${name} ${root}`,
    cache: true,
    inputs: ['production', '^production', ...checkSources, { externalDependencies: [...packages] }],
  };
}

function apiCheck(shape: ProjectShape): TargetConfiguration {
  return {
    ...check('api-check', shape, ['@microsoft/api-extractor', 'typescript']),
    dependsOn: shape.tsup ? ['build'] : [],
    inputs: [
      'default',
      '^production',
      ...checkSources,
      '{workspaceRoot}/.nx/version-plans/*.md',
      { externalDependencies: ['@microsoft/api-extractor', 'typescript'] },
    ],
    // They are inputs too: a check that passes left them as they are, and an update is put back.
    outputs: ['{projectRoot}/api/*.api.md', '{projectRoot}/problems.api.json'],
    configurations: { update: { args: '--update' } },
  };
}

function packCheck(shape: ProjectShape): TargetConfiguration {
  const packages = ['publint', '@arethetypeswrong/cli', 'verdaccio', 'typescript'];
  const { inputs, ...rest } = check('pack-check', shape, packages);
  return {
    ...rest,
    dependsOn: ['build', '^build'],
    inputs: [...inputs, '{projectRoot}/test/consumer/**/*', '{projectRoot}/README.md'],
    outputs: [],
  };
}

function size(shape: ProjectShape): TargetConfiguration {
  return {
    ...check('size', shape, ['esbuild']),
    dependsOn: ['build', '^build'],
    outputs: ['{projectRoot}/size.json'],
    configurations: { update: { args: '--update' } },
  };
}
