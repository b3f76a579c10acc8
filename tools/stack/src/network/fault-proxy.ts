import { createServer, type Server } from 'node:net';
import { freePort } from './free-port.ts';
import { createProxiedConnection, type ProxiedConnection } from './proxied-connection.ts';

/**
 * What the proxy does with connections:
 * - `pass`: relays bytes as they come.
 * - `delay`: holds every chunk back for a time, in both directions, in order.
 * - `blackhole`: like a cable that was pulled. Connections stay open, also new ones, and nothing
 *   comes through, not even a close; what is held arrives when the mode changes.
 * - `reset`: resets (RST) every connection at once, and each new one when it has been accepted.
 * - `refuse`: stops listening, so that new connections are refused; established ones go on.
 */
export type FaultMode = 'pass' | 'delay' | 'blackhole' | 'reset' | 'refuse';

/** Where a {@link FaultProxy} listens and what it relays to. */
export interface FaultProxyOptions {
  readonly target: {
    /** Default "127.0.0.1". */
    readonly host?: string;
    readonly port: number;
  };
  /** Port on 127.0.0.1. Default: a random free one. */
  readonly port?: number;
}

/** What went through a {@link FaultProxy} since its start. */
export interface FaultProxyStats {
  /** Connections that were accepted. */
  readonly accepted: number;
  /** Connections that are open now. */
  readonly open: number;
  readonly bytesToTarget: number;
  readonly bytesFromTarget: number;
}

/** A TCP proxy on loopback that can disturb what goes through it. */
export interface FaultProxy extends AsyncDisposable {
  readonly port: number;
  readonly mode: FaultMode;
  /**
   * Changes the mode, for established and new connections.
   * @param delayMs milliseconds that `delay` holds each chunk back; without meaning in other modes
   */
  set(mode: FaultMode, delayMs?: number): Promise<void>;
  /** The address with host and port replaced by the proxy's. */
  through(url: string): string;
  stats(): FaultProxyStats;
  /** Resets all connections and stops listening. */
  close(): Promise<void>;
}

/** Starts a proxy in mode `pass`. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const target = { host: '127.0.0.1', ...options.target };
  const port = options.port ?? (await freePort());
  const connections = new Set<ProxiedConnection>();
  const totals = { accepted: 0, bytesToTarget: 0, bytesFromTarget: 0 };
  let fault = { mode: 'pass' as FaultMode, delayMs: 0 }; // widened: it is assigned below
  let server: Server | null = null;

  const listen = () =>
    new Promise<void>((resolve, reject) => {
      const next = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
        totals.accepted++;
        if (fault.mode === 'reset') return void client.resetAndDestroy();
        const connection = createProxiedConnection(client, target, {
          delayMs: () => (fault.mode === 'delay' ? fault.delayMs : 0),
          onBytes: (direction, bytes) => (totals[direction] += bytes),
          onClose: () => connections.delete(connection),
        });
        connections.add(connection);
        if (fault.mode !== 'blackhole') connection.resume();
      });
      next.once('error', reject);
      next.listen(port, '127.0.0.1', () => {
        server = next;
        resolve();
      });
    });
  const stopListening = () => {
    server?.close(); // settles only when the last connection is gone; the port is free right away
    server = null;
  };
  const close = async () => {
    stopListening();
    for (const connection of connections) connection.reset();
  };

  await listen();
  return {
    port,
    get mode() {
      return fault.mode;
    },
    async set(mode, delayMs = 0) {
      fault = { mode, delayMs };
      if (mode === 'refuse') stopListening();
      else if (!server) await listen();
      for (const connection of connections) {
        if (mode === 'reset') connection.reset();
        else if (mode === 'blackhole') connection.pause();
        else connection.resume();
      }
    },
    through(url) {
      const address = new URL(url);
      address.host = `127.0.0.1:${port}`;
      return address.href;
    },
    stats: () => ({ ...totals, open: connections.size }),
    close,
    [Symbol.asyncDispose]: close,
  };
}
