import { routePattern } from './route-pattern.ts';

/** What is no page: the beginning of a path, and its pattern. */
const others = [
  ['/api/w/', '/api/w/[workspace]/[...path]'],
  ['/errors/', '/errors/[slug]'],
  ['/_next/', '/_next/[...path]'],
] as const;

const files: ReadonlySet<string> = new Set([
  '/api/session',
  '/api/telemetry',
  '/metrics',
  '/icon.svg',
  '/robots.txt',
]);

/** The pattern of anything that this server answers; few, whatever is asked for. */
export function requestPattern(pathname: string): string {
  if (files.has(pathname)) return pathname;
  const other = others.find(([start]) => pathname.startsWith(start));
  return other?.[1] ?? routePattern(pathname);
}
