import type { Clock } from '../clock.ts';
import type { OutboxConnection, OutboxPool } from './database.ts';

/** What {@link listen} needs. */
export interface ListenerOptions {
  readonly pool: OutboxPool;
  readonly channel: string;
  readonly clock: Clock;
  /** Something was announced, or may have been while nobody listened. */
  readonly onNotice: () => void;
  readonly onError: (error: unknown) => void;
}

/** Waits after a connection was lost, doubled from the first to the last, in milliseconds. */
const retryMs = { first: 100, last: 5000 };

/** Listens over a connection of its own, and opens another one when that is lost. @returns what ends it */
export function listen(options: ListenerOptions): { close(): Promise<void> } {
  const { pool, channel, clock, onNotice, onError } = options;
  const closing = Promise.withResolvers<void>();
  let isClosed = false;

  /** Resolves when the connection is lost or not wanted any more. */
  async function listenOnce(onListening: () => void): Promise<void> {
    const connection = await pool.connect();
    const lost = Promise.withResolvers<void>();
    try {
      observe(connection, lost);
      if (isClosed) return;
      await connection.query(`LISTEN "${channel}"`);
      onListening();
      onNotice();
      await Promise.race([lost.promise, closing.promise]);
    } finally {
      // Ended, not handed back: it listens.
      connection.release(true);
    }
  }

  function observe(connection: OutboxConnection, lost: PromiseWithResolvers<void>): void {
    // Not taken away again: a connection that is being ended may fail once more.
    connection.on('error', (error) => {
      if (!isClosed) onError(error);
      lost.resolve();
    });
    connection.on('end', () => lost.resolve());
    connection.on('notification', onNotice);
  }

  async function loop(): Promise<void> {
    let waitMs = retryMs.first;
    while (!isClosed) {
      try {
        await listenOnce(() => (waitMs = retryMs.first));
      } catch (error) {
        if (!isClosed) onError(error);
      }
      if (isClosed) return;
      const waited = Promise.withResolvers<void>();
      const timer = clock.setTimer(waited.resolve, waitMs);
      await Promise.race([waited.promise, closing.promise]);
      timer.cancel();
      waitMs = Math.min(waitMs * 2, retryMs.last);
    }
  }

  const running = loop();
  return {
    async close() {
      isClosed = true;
      closing.resolve();
      await running;
    },
  };
}
