/** @jest-environment node */
import { hideAddresses } from './hide-addresses.ts';

describe('an address of this app', () => {
  it.each([
    ['/w/7/contacts', '/w/[workspace]/contacts'],
    ['/w/7/contacts?search=Ada+Lovelace', '/w/[workspace]/contacts'],
    ['https://app.test/w/7/contacts/0197-a?x=1', 'https://app.test/w/[workspace]/contacts/[id]'],
    ['/api/w/7/contacts/0197-a/restore', '/api/w/[workspace]/contacts/[id]/restore'],
    ['/w/7/contacts/import', '/w/[workspace]/contacts/import'],
    ['/api/w/7/contacts/export.csv', '/api/w/[workspace]/contacts/export.csv'],
    ['/w/7/campaigns/0197#top', '/w/[workspace]/campaigns/[id]#top'],
    ['/w/7?new=1', '/w/[workspace]'],
  ])('%s becomes %s', (address, plain) => {
    expect(hideAddresses(address)).toBe(plain);
    expect(hideAddresses(plain)).toBe(plain);
  });

  it('is found within a text, each time', () => {
    const text = 'GET "/w/7/contacts?search=Ada" after (/w/8/operations): failed';
    expect(hideAddresses(text)).toBe(
      'GET "/w/[workspace]/contacts" after (/w/[workspace]/operations): failed',
    );
  });

  it('is told from others', () => {
    const text = 'https://app.test/_next/static/chunks/a.js:1:20 and /api/session?x=1';
    expect(hideAddresses(text)).toBe(text);
  });
});
