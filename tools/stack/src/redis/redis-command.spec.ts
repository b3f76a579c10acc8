import { encodeCommand, readReply } from './redis-command.ts';

describe('a command for Redis', () => {
  it('tells the length of each part in bytes', () => {
    expect(encodeCommand('SET', 'é')).toBe('*2\r\n$3\r\nSET\r\n$2\r\né\r\n');
  });
});

describe('an answer of Redis', () => {
  it.each([
    ['+OK\r\n', 'OK'],
    [':12\r\n', '12'],
    ['$5\r\na\r\nbc\r\n', 'a\r\nbc'],
    ['$0\r\n\r\n', ''],
    ['$5\r\na\r\nb', undefined],
    ['+O', undefined],
    ['-ERR no\r\n', undefined],
  ])('%j is %j', (reply, text) => {
    expect(readReply(reply)).toBe(text);
  });
});
