module.exports = {
  displayName: 'stack',
  preset: '../../jest.preset.js',
  testTimeout: 60_000, // milliseconds; starts take under a second each, but not on a busy machine
  // Entries run as processes of their own, where no coverage is recorded.
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.spec.ts', '!src/{cli,reaper-process}.ts'],
};
