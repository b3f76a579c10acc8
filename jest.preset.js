// One preset for all projects. TypeScript is only transpiled here (types are checked by `typecheck`);
// ESM-only dependencies load through Node's own require(esm), which needs --experimental-vm-modules.
const nxPreset = require('@nx/jest/preset').default;

module.exports = {
  ...nxPreset,
  testEnvironment: 'node',
  testEnvironmentOptions: {
    customExportConditions: ['@unite/source', 'node', 'require', 'default'],
  },
  moduleFileExtensions: ['ts', 'tsx', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json'],
  testMatch: ['<rootDir>/src/**/*.spec.ts?(x)'],
  transform: { '^.+\\.[cm]?tsx?$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.spec.json' }] },
  // Entries only wire things together and run as processes of their own, where no coverage is recorded.
  collectCoverageFrom: [
    'src/**/*.{ts,tsx}',
    '!src/**/*.spec.{ts,tsx}',
    '!src/{main,cli,measure}.ts',
  ],
  // istanbul, not v8: its branch maps are the same in every run, so unit and integration runs merge.
  coverageProvider: 'babel',
};
