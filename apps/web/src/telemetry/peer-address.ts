import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** The request header that the server itself writes the peer's address into. */
const peerHeader = 'x-unite-peer';

/** The parts of Node's message on `http.server.request.start` that are used. */
export interface RequestStart {
  readonly request: Pick<IncomingMessage, 'headers'>;
  readonly socket: Pick<Socket, 'remoteAddress'>;
}

/**
 * Makes each request of this process carry the address of its peer, over whatever a client wrote there: Next
 * shows route handlers no connection, and its `x-forwarded-for` is the client's own word. A request that a
 * proxy passed on has no address, because its peer is the proxy.
 */
export function watchPeers(): void {
  subscribe('http.server.request.start', (message) => notePeer(message as RequestStart));
}

/** Writes the address of one request's peer. */
export function notePeer({ request: { headers }, socket }: RequestStart): void {
  const isForwarded = headers['x-forwarded-for'] ?? headers['forwarded'] ?? headers['via'];
  headers[peerHeader] = isForwarded === undefined ? (socket.remoteAddress ?? '') : '';
}

/** The address of the peer that sent a request; undefined when a proxy did. */
export function peerAddress(headers: Pick<Headers, 'get'>): string | undefined {
  return headers.get(peerHeader) || undefined;
}
