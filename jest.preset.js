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
  collectCoverageFrom: ['src/**/*.{ts,tsx}', '!src/**/*.spec.{ts,tsx}'],
  // istanbul, not v8: its branch maps are the same in every run, so unit and integration runs merge.
  coverageProvider: 'babel',
};
