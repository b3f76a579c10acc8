import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';

/** A loopback HTTP server that can stop listening and start again on the same port. */
export interface HttpListener {
  readonly port: number;
  readonly isOpen: boolean;
  /** Connections that are open at this moment. */
  readonly openConnections: number;
  open(): Promise<void>;
  /** Ends every connection and stops listening. */
  shut(): Promise<void>;
}

/** Creates a listener that does not listen yet. */
export function createHttpListener(port: number, onRequest: RequestListener): HttpListener {
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  return {
    port,
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
