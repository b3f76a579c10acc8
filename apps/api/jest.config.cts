module.exports = {
  displayName: 'api',
  preset: '../../jest.preset.js',
  // Integration specs start real servers before their first test.
  testTimeout: 60_000,
  // Entries run as processes of their own, where no coverage is recorded.
  collectCoverageFrom: [
    'src/**/*.ts',
    '!src/**/*.spec.ts',
    '!src/{main,migrate,provision,openapi-file}.ts',
  ],
};
