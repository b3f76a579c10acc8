import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** How a server is drained. */
export interface DrainOptions {
  /**
   * Milliseconds during which a draining server still accepts connections and serves, so that load
   * balancers see that it is not ready any more: their poll interval times their failure count.
   */
  readonly delayMs: number;
  /** Milliseconds after which requests that are still being answered are given up. */
  readonly deadlineMs: number;
  /** Stops listening and resolves when no connection is left. */
  readonly close: () => Promise<void>;
  /** Answers a request that is given up, unless it is already being answered. */
  readonly refuse: (response: ServerResponse) => void;
}

/** How a drain ended. */
export type DrainOutcome = 'drained' | 'cut-off';

/** Takes an HTTP server out of service without losing a request. */
export interface Drain {
  /** True from the first call of `start`: the instance should get no new traffic. */
  readonly draining: boolean;
  /** Drains; a second call gives the same outcome. */
  start(): Promise<DrainOutcome>;
}

/** Milliseconds between two looks for connections that became idle. */
const sweepMs = 100;

/**
 * Prepares `server` to be drained.
 *
 * Measured with 30 keep-alive clients: closing at once loses requests, because a client writes on a
 * connection that the server is closing, and then hangs, because a connection that was busy at that
 * moment becomes idle later and stays for the whole keep-alive time. So: keep serving with
 * `Connection: close` on every answer until each client has moved; then stop listening and sweep
 * idle connections; give up what is left at the deadline.
 */
export function createDrain(server: Server, options: DrainOptions): Drain {
  const answering = new Set<ServerResponse>();
  let outcome: Promise<DrainOutcome> | undefined;

  // First of all listeners, before the framework can have written a header.
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    answering.add(response);
    response.once('close', () => answering.delete(response));
    if (outcome !== undefined) response.setHeader('connection', 'close');
  });

  async function run(): Promise<DrainOutcome> {
    for (const response of answering) {
      if (!response.headersSent) response.setHeader('connection', 'close');
    }
    await delay(options.delayMs);
    const closed = options.close().then(() => 'drained' as const);
    const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
    try {
      const first = await Promise.race([closed, delay(options.deadlineMs)]);
      if (first === 'drained') return first;
      for (const response of answering) if (!response.headersSent) options.refuse(response);
      server.closeIdleConnections();
      // One turn of the event loop for the refusals to reach the sockets.
      await delay(0);
      server.closeAllConnections();
      await closed;
      return 'cut-off';
    } finally {
      clearInterval(sweep);
    }
  }

  return {
    get draining() {
      return outcome !== undefined;
    },
    start: () => (outcome ??= run()),
  };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
