/**
 * True when the browser says that the request was started by a page of this origin.
 * `Sec-Fetch-Site` cannot be set by a page; where it is absent the `Origin` must name our host.
 * A request with neither is refused: every current browser sends one with an unsafe method.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const origin = headers.get('origin');
  if (origin === null || !URL.canParse(origin)) return false;
  return new URL(origin).host === headers.get('host');
}
