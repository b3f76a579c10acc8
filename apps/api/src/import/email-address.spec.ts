import { firstEmail } from './email-address.ts';

describe('the address in an e-mail cell', () => {
  it.each([
    ['ann@example.org', 'ann@example.org'],
    [' a@example.org ::: b@example.org', 'a@example.org'],
    ['; b@example.org', 'b@example.org'],
    ['Ann Smith <ann@example.org>', 'ann@example.org'],
    ['mailto:ann@example.org', 'ann@example.org'],
    ['/o=ExchangeLabs/cn=Recipients/cn=ann', null],
    ['/o=x; ann@example.org', 'ann@example.org'],
    [' , ', null],
    ['nonsense', 'nonsense'],
  ])('%j is %j', (cell, address) => {
    expect(firstEmail(cell)).toBe(address);
  });
});
