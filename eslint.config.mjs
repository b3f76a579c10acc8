import nx from '@nx/eslint-plugin';
import jsdoc from 'eslint-plugin-jsdoc';
import jsonc from 'jsonc-eslint-parser';

/** The floors, lowest first: a project may import its own floor's tag list and everything below. */
const floors = {
  'layer:foundation': [],
  'layer:observability': ['layer:foundation', 'layer:observability'],
  'layer:data': ['layer:foundation'],
  'layer:access': ['layer:foundation', 'layer:data'],
};

/** The playbook's order: a phase may use the phases named here. */
const phases = {
  'phase:6.7': ['phase:7.2'],
  'phase:6.8': ['phase:6.7', 'phase:7.2'],
  'phase:6.9': ['phase:6.7', 'phase:6.8', 'phase:7.2'],
  'phase:7.0': ['phase:6.7', 'phase:6.8', 'phase:6.9', 'phase:7.2'],
  'phase:7.2': [],
  'phase:7.3': ['phase:7.2'],
  'phase:7.4': ['phase:7.2', 'phase:7.0'],
};

const onlyOn = (sourceTag, ...tags) => ({ sourceTag, onlyDependOnLibsWithTags: tags });

/** Sources: apps see every lib, libs see their floor and what is published, tools see tools. */
const sources = [
  onlyOn('type:app', 'type:lib'),
  onlyOn('type:lib', 'type:lib'),
  onlyOn('type:lib', 'npm:public'),
  onlyOn('type:tool', 'type:tool'),
  ...Object.entries({ ...floors, ...phases }).map(([tag, tags]) => onlyOn(tag, ...tags)),
  { sourceTag: 'scope:apm', notDependOnLibsWithTags: ['scope:tracing'] },
];

/** Specs, gates and scripts drive the real local servers, so they see the tools as well. */
const harness = [
  onlyOn('type:app', 'type:lib', 'type:tool'),
  onlyOn('type:lib', 'type:lib', 'type:tool'),
  onlyOn('type:tool', 'type:tool'),
];

const boundaries = (depConstraints, enforceBuildableLibDependency) => ({
  '@nx/enforce-module-boundaries': [
    'error',
    {
      enforceBuildableLibDependency,
      banTransitiveDependencies: true,
      allow: ['^.*/eslint\\.config\\.mjs$'],
      depConstraints,
    },
  ],
});

/** Where the clock, randomness and the environment may be read. */
const seams = ['**/clock.ts', '**/random.ts', 'apps/*/src/config.ts'];

export default [
  {
    ignores: [
      '**/dist',
      '**/out-tsc',
      '**/coverage',
      '**/.next',
      '**/next-env.d.ts',
      '.nx',
      '.unite',
      'apps/web/src/api/schema.d.ts',
      'tools/bench/node_modules',
    ],
  },
  ...nx.configs['flat/base'],
  ...nx.configs['flat/typescript'],
  ...nx.configs['flat/javascript'],
  {
    files: ['**/*.{ts,tsx,mts,cts,js,mjs}'],
    rules: {
      ...boundaries(sources, true),
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      'no-console': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    // No leading folder: a project's own config file resolves these globs from its own place.
    files: ['**/{test,gate,scripts}/**/*.{ts,tsx,mts,cts}', '**/*.spec.{ts,tsx}'],
    rules: boundaries(harness, false),
  },
  {
    files: ['apps/*/src/**/*.{ts,tsx}', 'libs/*/src/**/*.ts'],
    ignores: ['**/*.spec.{ts,tsx}'],
    plugins: { jsdoc },
    rules: {
      'no-console': 'error',
      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: true,
          require: { FunctionDeclaration: true, ClassDeclaration: true, MethodDefinition: false },
          contexts: ['TSInterfaceDeclaration', 'TSTypeAliasDeclaration'],
        },
      ],
    },
  },
  {
    files: ['apps/*/src/**/*.{ts,tsx}', 'libs/*/src/**/*.ts'],
    ignores: ['**/*.spec.{ts,tsx}', ...seams],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read the environment in config.ts.' },
        { object: 'Math', property: 'random', message: 'Take randomness as an option.' },
      ],
    },
  },
  {
    files: ['libs/*/src/**/*.ts'],
    ignores: ['**/*.spec.ts', ...seams],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'A lib takes options.' },
        { object: 'Math', property: 'random', message: 'Take randomness as an option.' },
        { object: 'Date', property: 'now', message: 'Take a clock as an option.' },
        { object: 'performance', property: 'now', message: 'Take a clock as an option.' },
      ],
      'no-restricted-globals': [
        'error',
        { name: 'setTimeout', message: 'Take a clock as an option.' },
        { name: 'setInterval', message: 'Take a clock as an option.' },
      ],
    },
  },
  {
    files: ['{apps,libs,tools}/*/package.json'],
    languageOptions: { parser: jsonc },
    rules: {
      '@nx/dependency-checks': [
        'error',
        {
          ignoredFiles: [
            '{projectRoot}/{eslint,jest,tsup,next,postcss}*.config.*',
            '{projectRoot}/**/*.spec.{ts,tsx}',
            '{projectRoot}/{test,gate,scripts}/**/*',
          ],
          checkVersionMismatches: true,
          checkObsoleteDependencies: false,
        },
      ],
    },
  },
];
