/** @jest-environment node */
import { randomBytes } from 'node:crypto';
import { meets } from '@unite/gate';
import { heaviest, routeWeights } from './route-weight.ts';

const budget = { op: '<=', value: 150 } as const;

/** A build of two routes, whose contacts page has a script of `scriptBytes` bytes that nothing can compress. */
function build({ scriptBytes = 1_000, sheetBytes = 500 } = {}) {
  const page = '/w/[workspace]/(app)/contacts/page';
  const files = new Map<string, Buffer>([
    [
      '.next/diagnostics/route-bundle-stats.json',
      json([
        { route: '/', firstLoadChunkPaths: ['.next/static/main.js'] },
        {
          route: '/w/[workspace]/contacts',
          firstLoadChunkPaths: ['.next/static/main.js', '.next/static/contacts.js'],
        },
      ]),
    ],
    [
      '.next/server/app-paths-manifest.json',
      json({ '/page': 'a', [page]: 'b', '/api/x/route': 'c' }),
    ],
    ['.next/static/main.js', randomBytes(100)],
    ['.next/static/contacts.js', randomBytes(scriptBytes)],
    ['.next/static/site.css', randomBytes(sheetBytes)],
    ['.next/server/app/page_client-reference-manifest.js', manifest('/page', [])],
    [`.next/server/app${page}_client-reference-manifest.js`, manifest(page, ['static/site.css'])],
  ]);
  return (path: string): Buffer => {
    const file = files.get(path);
    if (file === undefined) throw new Error(`ENOENT ${path}`);
    return file;
  };
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

function manifest(page: string, sheets: readonly string[]) {
  const entryCSSFiles = {
    layout: sheets.map((path) => ({ path })),
    page: sheets.map((path) => ({ path })),
  };
  return Buffer.from(
    'globalThis.__RSC_MANIFEST = globalThis.__RSC_MANIFEST || {};' +
      `globalThis.__RSC_MANIFEST[${JSON.stringify(page)}] = ${JSON.stringify({ entryCSSFiles })}`,
  );
}

describe('the weight of a route', () => {
  it('adds up its scripts after compression, heaviest route first', () => {
    const [contacts, home] = routeWeights(build({ scriptBytes: 10_240 }));
    expect(contacts?.route).toBe('/w/[workspace]/contacts');
    expect(contacts?.jsKb).toBeCloseTo(10.1, 0);
    expect(home?.jsKb).toBeLessThan(0.2);
  });

  it('counts a style sheet once, though layout and page both name it', () => {
    const weights = routeWeights(build({ sheetBytes: 4_096 }));
    expect(heaviest(weights, 'cssKb').cssKb).toBeCloseTo(4, 1);
  });

  it('breaks the budget when one route is fat and all others are thin', () => {
    const fat = heaviest(routeWeights(build({ scriptBytes: 160 * 1024 })), 'jsKb');
    expect(fat.route).toBe('/w/[workspace]/contacts');
    expect(meets(fat.jsKb, budget)).toBe(false);
    expect(meets(heaviest(routeWeights(build()), 'jsKb').jsKb, budget)).toBe(true);
  });

  it('refuses a build without routes', () => {
    const empty = (path: string) => (path.endsWith('stats.json') ? json([]) : build()(path));
    expect(() => routeWeights(empty)).toThrow(/holds no route/);
  });

  it('refuses a build whose route has no script', () => {
    const stats = json([{ route: '/', firstLoadChunkPaths: [] }]);
    const bare = (path: string) => (path.endsWith('stats.json') ? stats : build()(path));
    expect(() => routeWeights(bare)).toThrow(/loads no script/);
  });

  it('refuses a build whose files are gone', () => {
    const gone = (path: string) => {
      if (path.endsWith('contacts.js')) throw new Error('ENOENT');
      return build()(path);
    };
    expect(() => routeWeights(gone)).toThrow(/ENOENT/);
  });
});
