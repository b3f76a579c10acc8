import { parseVersion } from './redis-info.ts';

describe('the answer to INFO', () => {
  it.each([
    ['$9\r\n# Server\r\nredis_version:7.0.15\r\nredis_git_sha1:0\r\n', '7.0.15'],
    ['# Server\r\nredis_version:7.2.4\r\nserver_name:valkey\r\n', '7.2.4'],
    ['# Server\r\nredis_version:7.', undefined],
    ['-NOAUTH Authentication required.\r\n', undefined],
  ])('%j tells the version %s', (info, version) => {
    expect(parseVersion(info)).toBe(version);
  });
});
