import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Switchable } from './fault-switch.ts';

/** A loopback HTTP server that can stop listening and start again on the same port. */
export interface HttpListener extends Switchable {
  /** Where it listens; known once it was opened when it was created with 0. */
  readonly port: number;
  /** Connections that are open at this moment. */
  readonly openConnections: number;
}

/**
 * Creates a listener that does not listen yet. When it shuts, every connection ends.
 *
 * @param wantedPort 0 lets the system choose
 */
export function createHttpListener(wantedPort: number, onRequest: RequestListener): HttpListener {
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  let port = wantedPort;
  return {
    get port() {
      return port;
    },
    get isOpen() {
      return server !== null;
    },
    get openConnections() {
      return sockets.size;
    },
    async open() {
      const next = createServer(onRequest).on('connection', (socket) => {
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
      });
      await new Promise<void>((resolve, reject) => {
        next.once('error', reject).listen(port, '127.0.0.1', resolve);
      });
      ({ port } = next.address() as AddressInfo); // a TCP server that listens has one of this kind
      server = next;
    },
    async shut() {
      const last = server;
      server = null;
      await new Promise<void>((resolve) => {
        if (!last) return resolve();
        last.close(() => resolve());
        for (const socket of sockets) socket.destroy(); // also those that sent no request yet
      });
    },
  };
}
