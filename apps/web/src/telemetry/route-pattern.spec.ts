/** @jest-environment node */
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { routePattern, routePatterns } from './route-pattern.ts';

describe('the pattern of a page', () => {
  it('is one of the folders that pages lie in, and each of them is known', () => {
    const app = join(__dirname, '../app');
    const folders = globSync('**/page.tsx', { cwd: app }).map((page) => dirname(page));
    const pages = folders.map((folder) => (folder === '.' ? '/' : `/${folder}`));
    expect([...routePatterns].sort()).toEqual(pages.sort());
  });

  it.each([
    ['/', '/'],
    ['/w/7', '/w/[workspace]'],
    ['/w/7/contacts', '/w/[workspace]/contacts'],
    ['/w/7/contacts/0197', '/w/[workspace]/contacts/[id]'],
    ['/w/7/contacts/import', '/w/[workspace]/contacts/import'],
    ['/w/7/campaigns/0197', '/w/[workspace]/campaigns/[id]'],
  ])('of %s is %s', (pathname, pattern) => {
    expect(routePattern(pathname)).toBe(pattern);
  });

  it.each(['/w', '/w/7/', '/w/7/contacts/0197/notes', '/ada@example.com', '/x/w/7', ''])(
    'is the one of no page for %p, so that no address is told',
    (pathname) => expect(routePattern(pathname)).toBe('/_not-found'),
  );
});
