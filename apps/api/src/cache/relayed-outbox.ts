import { metrics } from '@opentelemetry/api';
import type { Cache } from '@unite/cache';
import { type Outbox, createOutbox } from '@unite/cache/postgres';

import { openRelayPool } from '../db/database.ts';
import { withinTime } from '../health/time-limit.ts';
import type { CacheLog } from './cache-log.ts';

/** What {@link openRelayedOutbox} needs. */
export interface RelayedOutboxOptions {
  readonly cache: Pick<Cache, 'invalidate' | 'names' | 'health'>;
  /** Of the database in which transactions write their rows. */
  readonly url: string;
  readonly log: Pick<CacheLog, 'outboxFailed' | 'outboxWorked'>;
}

/** An outbox whose rows this process sends when the process that wrote them could not. */
export interface RelayedOutbox {
  readonly outbox: Pick<Outbox, 'invalidateOnCommit'>;
  /** Counts the rows that wait; to be called about once a second. */
  look(): Promise<void>;
  /** How many rows of all processes waited at the last look; null when that could not be told within a second. */
  readonly waiting: number | null;
  /** Ends what is being sent, and the connections. To be called before the cache is closed. */
  close(): Promise<void>;
}

/**
 * When rows go to others that a process has taken on which stands still, in milliseconds: a multiple of what Redis may
 * take.
 */
const claimMs = 2_000;

/** Longest wait for the number of rows, in milliseconds. */
const lookLimitMs = 1_000;

/**
 * Opens the outbox and the relay, with connections of the relay's own: it works on rows of all workspaces, and must
 * neither wait for requests nor make them wait.
 *
 * Rows are not announced. PostgreSQL lets transactions that NOTIFY commit one after the other, which would be every
 * write and every batch of an import, and all that it is worth is that what a process leaves when it dies is sent
 * a second sooner. The look that finds it reads one page of an empty table.
 */
export function openRelayedOutbox({ cache, url, log }: RelayedOutboxOptions): RelayedOutbox {
  const pool = openRelayPool({ url, onIdleError: log.outboxFailed });
  const onError = log.outboxFailed;
  const outbox = createOutbox({ cache, pool, notify: false, claimMs, onError });
  let waiting: number | null = 0;

  async function count(): Promise<number | null> {
    try {
      const { rows } = await outbox.backlog();
      log.outboxWorked();
      return rows;
    } catch (error) {
      log.outboxFailed(error);
      return null;
    }
  }

  const gauge = metrics.getMeter('unite-api').createObservableGauge('cache.outbox.rows', {
    description: 'Invalidations of all processes that are committed and not confirmed.',
    unit: '{row}',
  });
  const observe = (result: { observe(value: number): void }): void => {
    if (waiting !== null) result.observe(waiting);
  };
  gauge.addCallback(observe);

  return {
    outbox,
    async look() {
      waiting = await withinTime(count(), lookLimitMs, null);
    },
    get waiting() {
      return waiting;
    },
    async close() {
      gauge.removeCallback(observe);
      await outbox.close();
      await pool.end();
    },
  };
}
