const preset = require('../../jest.preset.js');

module.exports = {
  displayName: 'api',
  preset: '../../jest.preset.js',
  // Integration specs start real servers before their first test.
  testTimeout: 60_000,
  // Entries run as processes of their own, where no coverage is recorded.
  collectCoverageFrom: [...preset.collectCoverageFrom, '!src/{migrate,provision,openapi-file}.ts'],
};
