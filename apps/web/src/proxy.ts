import { NextResponse, type NextRequest } from 'next/server';

import { config as readConfig } from './config.ts';
import { contentSecurityPolicy } from './security/content-security-policy.ts';
import { sessionWorkspace } from './session/session-workspace.ts';
import { routePattern } from './telemetry/route-pattern.ts';
import { asksForDocument, servedDocumentHeader } from './telemetry/served-document.ts';
import { serverTelemetry } from './telemetry/server-telemetry.ts';

/**
 * Gives every document its own content security policy, of which Next reads the nonce out of the request header,
 * and its own name, under which its page load is counted.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const csp = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', csp);
  headers.delete(servedDocumentHeader);
  if (asksForDocument(request) && !isRedirected(request)) {
    const pageView = serverTelemetry().pageLoads.open(routePattern(request.nextUrl.pathname));
    headers.set(servedDocumentHeader, JSON.stringify({ nonce, pageView }));
  }
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', csp);
  return response;
}

/** Whether a page answers with a redirect instead of a document: to who is not signed in, and from no section. */
function isRedirected({ nextUrl, headers }: NextRequest): boolean {
  const [, id, section] = /^\/w\/([^/]+)(\/.+)?$/.exec(nextUrl.pathname) ?? [];
  if (id === undefined) return false;
  return section === undefined || sessionWorkspace(headers.get('cookie'), readConfig())?.id !== id;
}

/**
 * Documents only. `/api` must stay out: a request that passes here has its body buffered, and an
 * import is streamed. The pages under `/errors` bring a policy of their own, without scripts.
 * Prefetches carry no document of their own.
 */
export const config = {
  matcher: [
    {
      source: '/((?!api/|errors/|metrics$|_next/static|_next/image|icon.svg|robots.txt).*)',
      missing: [
        { type: 'header', key: 'next-router-prefetch' },
        { type: 'header', key: 'purpose', value: 'prefetch' },
      ],
    },
  ],
};
