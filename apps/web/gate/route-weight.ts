import { posix } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { gzipSync } from 'node:zlib';

/** What a visitor's browser loads for the first view of a route, compressed with gzip -9. */
export interface RouteWeight {
  /** As in the app folder, e.g. `/w/[workspace]/contacts`. */
  readonly route: string;
  /** Kilobytes (1,024 bytes) of all scripts of the first load; lazy chunks do not count. */
  readonly jsKb: number;
  /** Kilobytes (1,024 bytes) of all style sheets of the route. */
  readonly cssKb: number;
}

/** Reads a file of the app's folder by its path relative to it, e.g. `.next/BUILD_ID`. */
export type ReadFile = (path: string) => Buffer;

/**
 * The weight of every page route of a Turbopack production build, heaviest script first.
 *
 * Scripts come from `diagnostics/route-bundle-stats.json`, style sheets from the manifest that the server renders
 * the page's `<link>`s from.
 * @throws {Error} when the build lists no route or a file is missing: a budget of nothing would always be kept.
 */
export function routeWeights(read: ReadFile, distDir = '.next'): readonly RouteWeight[] {
  // Written by `next build`; this is its whole shape as far as we use it.
  const stats = JSON.parse(read(`${distDir}/diagnostics/route-bundle-stats.json`).toString()) as {
    route: string;
    firstLoadChunkPaths: string[];
  }[];
  if (stats.length === 0) throw new Error(`${distDir} holds no route: build the app first`);
  const pages = pagesByRoute(read, distDir);

  return stats
    .map(({ route, firstLoadChunkPaths }) => {
      const scripts = firstLoadChunkPaths.filter((path) => path.endsWith('.js'));
      if (scripts.length === 0)
        throw new Error(`${route} loads no script: not a build of this app`);
      const sheets = styleSheets(read, distDir, pages.get(route));
      return { route, jsKb: gzipKb(read, scripts), cssKb: gzipKb(read, sheets) };
    })
    .toSorted((a, b) => b.jsKb - a.jsKb);
}

/** The route that weighs most. @throws {RangeError} of no routes. */
export function heaviest(weights: readonly RouteWeight[], part: 'jsKb' | 'cssKb'): RouteWeight {
  const [first, ...rest] = weights;
  if (first === undefined) throw new RangeError('heaviest of no routes');
  return rest.reduce((worst, next) => (next[part] > worst[part] ? next : worst), first);
}

function gzipKb(read: ReadFile, paths: readonly string[]): number {
  const bytes = paths.reduce((sum, path) => sum + gzipSync(read(path), { level: 9 }).length, 0);
  return bytes / 1024;
}

/** `/w/[workspace]/contacts` → `/w/[workspace]/(app)/contacts/page`: route groups are not part of a route. */
function pagesByRoute(read: ReadFile, distDir: string): ReadonlyMap<string, string> {
  // Keys are app paths, values bundles of the server.
  const manifest = JSON.parse(
    read(`${distDir}/server/app-paths-manifest.json`).toString(),
  ) as Record<string, string>;
  const pages = Object.keys(manifest).filter((path) => path.endsWith('/page'));
  return new Map(pages.map((page) => [routeOf(page), page]));
}

function routeOf(page: string): string {
  const segments = page
    .split('/')
    .slice(1, -1)
    .filter((segment) => !/^\(.*\)$/.test(segment) && !segment.startsWith('@'));
  return `/${segments.join('/')}`;
}

function styleSheets(read: ReadFile, distDir: string, page: string | undefined): readonly string[] {
  if (page === undefined) return [];
  const path = posix.join(distDir, 'server/app', `${page}_client-reference-manifest.js`);
  // The manifest is a script that sets one global; JSON would do, but Next wraps it.
  const world: { __RSC_MANIFEST?: Record<string, ClientReferences> } = {};
  runInContext(read(path).toString(), createContext({ globalThis: world }));
  const entries = world.__RSC_MANIFEST?.[page]?.entryCSSFiles;
  if (entries === undefined) throw new Error(`${path} does not say which style sheets ${page} has`);
  const sheets = Object.values(entries).flatMap((files) => files.map((file) => file.path));
  return [...new Set(sheets)].map((sheet) => posix.join(distDir, sheet));
}

interface ClientReferences {
  readonly entryCSSFiles?: Record<string, { readonly path: string }[]>;
}
