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
  /** Called when the last connection is closed: the framework's own clean-up. */
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
    await acceptWaiting(server);
    // In the same turn of the event loop, before anybody else can connect.
    const closed = new Promise<'drained'>((resolve) => {
      server.close(() => resolve('drained'));
    });
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
      await options.close();
    }
  }

  return {
    get draining() {
      return outcome !== undefined;
    },
    start: () => (outcome ??= run()),
  };
}

/** Longest wait for a turn of the event loop in which nobody connects, in milliseconds. */
const acceptLimitMs = 1_000;

/** A turn of the event loop that is this short, in milliseconds, has accepted all who waited. */
const quietTurnMs = 2;

/**
 * Waits for a moment in which nobody waits to be accepted: the kernel resets the connections that
 * it has made and a closing listener has not taken, and what was sent on them is lost.
 *
 * `setImmediate` runs right after the event loop has accepted; a quiet turn is one that did nothing else.
 */
async function acceptWaiting(server: Server): Promise<void> {
  let accepted = 0;
  const count = (): void => void (accepted += 1);
  server.on('connection', count);
  const startedAt = performance.now();
  for (let turn = startedAt; turn - startedAt < acceptLimitMs;) {
    accepted = 0;
    await new Promise(setImmediate);
    const now = performance.now();
    const quiet = accepted === 0 && now - turn < quietTurnMs;
    turn = now;
    if (quiet) break;
  }
  server.off('connection', count);
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
