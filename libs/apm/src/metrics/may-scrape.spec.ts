import { mayScrape } from './may-scrape.ts';

const token = 'a-long-random-text';
const from = (address?: string, authorization?: string) => ({ address, authorization });

describe('metrics', () => {
  it.each(['127.0.0.1', '127.8.0.1', '::1', '::ffff:127.0.0.1'])(
    'are shown to %s where no token is set',
    (address) => expect(mayScrape(from(address), null)).toBe(true),
  );

  it.each([
    '10.0.0.1',
    '128.0.0.1',
    '::ffff:10.0.0.1',
    'fe80::1',
    '127.0.0.1.evil.test',
    '',
    undefined,
  ])('are not shown to %s where no token is set', (address) =>
    expect(mayScrape(from(address, `Bearer ${token}`), null)).toBe(false),
  );

  it('are shown to whoever knows the token, from anywhere', () => {
    expect(mayScrape(from('10.0.0.1', `Bearer ${token}`), token)).toBe(true);
  });

  it.each([
    undefined,
    '',
    token,
    `Basic ${token}`,
    `Bearer ${token}x`,
    `Bearer ${token.slice(1)}y`,
  ])('are not shown to who sends %p, also from this machine', (authorization) =>
    expect(mayScrape(from('127.0.0.1', authorization), token)).toBe(false),
  );
});
