import type { IncomingMessage } from 'node:http';

/** Path and query of a request. The host is ours, whatever was sent: "//" must not be one. */
export function requestAddress(request: IncomingMessage): URL {
  return new URL(`http://receiver${request.url ?? '/'}`);
}
