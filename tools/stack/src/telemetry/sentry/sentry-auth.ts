import type { IncomingHttpHeaders } from 'node:http';

/**
 * The public key that a request brings: from `X-Sentry-Auth: Sentry sentry_key=…, …`, else from the
 * query `sentry_key`, else from the `dsn` of the envelope's header.
 */
export function sentryKey(
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
  dsn: unknown,
): string | undefined {
  const auth = headers['x-sentry-auth'];
  const fromHeader =
    typeof auth === 'string' ? /^Sentry\s.*?\bsentry_key=([^,\s]+)/i.exec(auth)?.[1] : undefined;
  return fromHeader ?? query.get('sentry_key') ?? keyOf(dsn);
}

function keyOf(dsn: unknown): string | undefined {
  return typeof dsn === 'string' && URL.canParse(dsn) ? new URL(dsn).username : undefined;
}
