/** Patterns of the pages, as their folders are called, in the order in which they are tried. */
export const routePatterns = [
  '/',
  '/w/[workspace]',
  '/w/[workspace]/contacts',
  '/w/[workspace]/contacts/import',
  '/w/[workspace]/contacts/[id]',
  '/w/[workspace]/campaigns',
  '/w/[workspace]/campaigns/[id]',
  '/w/[workspace]/operations',
  '/w/[workspace]/operations/traces',
  '/w/[workspace]/operations/traces/[id]',
] as const;

/** A page's pattern; what is no page is `/_not-found`, as Next calls it. */
export type RoutePattern = (typeof routePatterns)[number] | '/_not-found';

/**
 * The pattern of the page at `pathname`: what telemetry calls the page, because the address itself has ids in it.
 * @param pathname without query, e.g. `/w/7/contacts`
 */
export function routePattern(pathname: string): RoutePattern {
  return routePatterns.find((pattern) => matches(pattern, pathname)) ?? '/_not-found';
}

function matches(pattern: string, pathname: string): boolean {
  return new RegExp(`^${pattern.replace(/\[\w+\]/g, '[^/]+')}$`).test(pathname);
}
