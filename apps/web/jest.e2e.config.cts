// The product as its users meet it: real servers, the production build, a real browser. One stage for all files.
module.exports = {
  displayName: 'web e2e',
  preset: '../../jest.preset.js',
  testMatch: ['<rootDir>/test/e2e/**/*.e2e.spec.ts'],
  globalSetup: '<rootDir>/test/e2e/raise-stage.ts',
  globalTeardown: '<rootDir>/test/e2e/strike-stage.ts',
  testEnvironment: '<rootDir>/test/e2e/stage-environment.ts',
  // The stage is handed over in memory: every file must run in the process that raised it.
  maxWorkers: 1,
  testTimeout: 60_000,
};
