/**
 * Whether the browser says that a page of this origin sent the request. `Sec-Fetch-Site` cannot be set by
 * a page; where it is absent (Fetch Metadata came to Safari in 16.4), `Origin` must name the host that the
 * request was sent to. A request with neither is refused: every browser sends one with a `POST`.
 */
export function isSameOrigin({ headers, url }: Request): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const origin = headers.get('origin');
  if (origin === null || !URL.canParse(origin)) return false;
  return new URL(origin).host === (headers.get('host') ?? new URL(url).host);
}
