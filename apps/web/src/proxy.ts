import { NextResponse, type NextRequest } from 'next/server';

import { contentSecurityPolicy } from './security/content-security-policy.ts';

/** Gives every document its own content security policy; Next reads the nonce out of the request header. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const csp = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', csp);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', csp);
  return response;
}

/**
 * Documents only. `/api` must stay out: a request that passes here has its body buffered, and an
 * import is streamed. The pages under `/errors` bring a policy of their own, without scripts.
 * Prefetches carry no document of their own.
 */
export const config = {
  matcher: [
    {
      source: '/((?!api/|errors/|_next/static|_next/image|icon.svg|robots.txt).*)',
      missing: [
        { type: 'header', key: 'next-router-prefetch' },
        { type: 'header', key: 'purpose', value: 'prefetch' },
      ],
    },
  ],
};
