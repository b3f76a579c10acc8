/** @jest-environment node */
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { requestPattern } from './request-pattern.ts';

describe('the pattern of a request', () => {
  it('of a route handler is the folder that it lies in', () => {
    const app = join(__dirname, '../app');
    for (const handler of globSync('**/route.ts', { cwd: app })) {
      const pattern = `/${dirname(handler)}`;
      expect(requestPattern(pattern.replace(/\[[^/]+\]/g, 'x'))).toBe(pattern);
    }
  });

  it.each([
    ['/api/w/7/contacts/0197/restore', '/api/w/[workspace]/[...path]'],
    ['/_next/static/chunks/a.js', '/_next/[...path]'],
    ['/icon.svg', '/icon.svg'],
    ['/w/7/contacts', '/w/[workspace]/contacts'],
    ['/wp-admin/setup.php', '/_not-found'],
  ])('of %s is %s', (pathname, pattern) => {
    expect(requestPattern(pathname)).toBe(pattern);
  });
});
