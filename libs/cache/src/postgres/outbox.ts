import type { Cache } from '../cache.ts';
import { checkNumber } from '../check-option.ts';
import { systemClock, type Clock, type Timer } from '../clock.ts';
import type { Invalidation } from '../coherence/invalidator.ts';
import { CacheError, isCacheError } from '../errors.ts';
import { joinNames, type InvalidationNames } from '../invalidation-names.ts';
import type { OutboxPool, OutboxTransaction } from './database.ts';
import { listen } from './listener.ts';
import { checkTable, defaultTable } from './outbox-table.ts';
import { relayRows, type RelayOptions } from './relay.ts';

/** How an outbox is made. */
export interface OutboxOptions {
  /** Whose {@link Cache.names}, and those of its namespaces, are given to {@link Outbox.invalidateOnCommit}. */
  readonly cache: Pick<Cache, 'invalidate' | 'names' | 'health'>;
  /**
   * A `pg.Pool` that sees the rows of all tenants. One of its connections is kept to listen with, another one is
   * taken now and then.
   */
  readonly pool: OutboxPool;
  /** Made by {@link outboxTable}. Default `cache_outbox`. */
  readonly table?: string;
  /**
   * Milliseconds between two looks for rows that nobody announced: how late an invalidation is at most whose process
   * died after its commit. From 10 to 60,000. Default 1000.
   */
  readonly pollMs?: number;
  /** The most rows that one process takes on at once. From 1 to 10,000. Default 100. */
  readonly batchRows?: number;
  /** Milliseconds after which the rows of a process that stands still go to others. From 1000 to 60,000. Default 5000. */
  readonly claimMs?: number;
  /**
   * Whether rows are announced by NOTIFY and listened for. Default true. False where that is not possible (PgBouncer
   * that pools transactions) or too dear: PostgreSQL lets transactions that notify commit one after the other. Rows of
   * processes that died are found by looking then.
   */
  readonly notify?: boolean;
  /** Told of every failure; the work is tried again by itself. Must not throw. Default nobody. */
  readonly onError?: (error: unknown) => void;
  /** Default the machine's. */
  readonly clock?: Clock;
}

/** Invalidations that are committed with the data that they are about. */
export interface Outbox extends AsyncDisposable {
  /**
   * Lets what `names` stand for be invalidated if and as soon as the transaction commits. Nothing of it is lost when
   * this process dies after that, or when the shared server is away: some process that has an outbox sends it.
   *
   * @param transaction a client of `pg` on which `BEGIN` was answered
   * @returns what sends it without that detour once the transaction is committed
   * @throws {CacheError} CACHE_OUTSIDE_TRANSACTION when no transaction has begun: the row would be sent before the data
   *   is written; and what the database throws
   */
  invalidateOnCommit(
    transaction: OutboxTransaction,
    ...names: readonly InvalidationNames[]
  ): Promise<Committing>;
  /**
   * Sends all rows that are committed and that no other process is sending.
   *
   * @returns how many; those of a batch that the shared server did not confirm stay and do not count
   * @throws what the database throws
   */
  relay(): Promise<number>;
  /** What waits in the table, committed and not yet confirmed. */
  backlog(): Promise<OutboxBacklog>;
  /** Ends listening and looking, once what is being sent was. To be called before the cache and the pool are closed. */
  close(): Promise<void>;
}

/** An invalidation whose transaction has not committed yet. */
export interface Committing {
  /**
   * Invalidates, to be called after the commit: once it resolved, this process serves nothing of the old. Called after
   * a rollback it only makes the cache load something again.
   */
  send(): Promise<Invalidation>;
}

/** What waits. */
export interface OutboxBacklog {
  readonly rows: number;
  /** Milliseconds since the oldest was written, by the database's clock; 0 where none waits. */
  readonly oldestMs: number;
}

/**
 * Milliseconds between an announcement and the look for its row, in which the process that committed has usually sent
 * it and taken it away, and in which further announcements are answered by the same look.
 */
const noticeMs = 100;

/**
 * An outbox that sends what is in its table from now on. Every process that writes or reads through the cache has one,
 * so that one is always there to send.
 *
 * @throws {CacheError} CACHE_OPTION_INVALID when an option is out of its range
 */
export function createOutbox(options: OutboxOptions): Outbox {
  const { cache, pool, notify = true, clock = systemClock } = options;
  const table = checkTable(options.table ?? defaultTable);
  const whole = (name: string, value: number, min: number, max: number) =>
    checkNumber(name, value, { min, max, isWhole: true });
  const pollMs = whole('pollMs', options.pollMs ?? 1000, 10, 60_000);
  const onError = options.onError ?? (() => undefined);
  const relaying: RelayOptions = {
    pool,
    table,
    batchRows: whole('batchRows', options.batchRows ?? 100, 1, 10_000),
    claimMs: whole('claimMs', options.claimMs ?? 5000, 1000, 60_000),
    all: cache.names.all(),
    invalidate: async (names) => (await invalidate(joinNames(names))).isConfirmed,
  };
  const announcement = notify ? `, pg_notify('${table}', '')` : '';
  let isClosed = false;
  let timer: Timer | undefined;
  let timerAtMs = Infinity;
  let looking: Promise<number> | undefined;
  /** Rows that were sent by those who wrote them. */
  let settled: string[] = [];
  let sweeping: Promise<void> | undefined;

  async function invalidate(names: InvalidationNames): Promise<Invalidation> {
    try {
      return await cache.invalidate(names);
    } catch (error) {
      // A cache that is told to throw what is only late; the row stays, and is sent again.
      if (!isCacheError(error, 'CACHE_UNCONFIRMED')) throw error;
      return { isConfirmed: false, pending: cache.health().pending };
    }
  }

  /** Looks `ms` from now, unless a look is due before. */
  function lookIn(ms: number): void {
    const atMs = clock.monotonicMs() + ms;
    if (isClosed || timerAtMs <= atMs) return;
    timer?.cancel();
    timerAtMs = atMs;
    timer = clock.setTimer(() => {
      timerAtMs = Infinity;
      relay().then(() => lookIn(pollMs), failed);
    }, ms);
  }

  function failed(error: unknown): void {
    if (!isClosed) onError(error);
    lookIn(pollMs);
  }

  function relay(): Promise<number> {
    looking ??= relayRows(relaying)
      .then(({ sent }) => sent)
      .finally(() => (looking = undefined));
    return looking;
  }

  async function sweep(): Promise<void> {
    try {
      while (settled.length > 0) {
        const ids = settled;
        settled = [];
        await pool.query(`DELETE FROM ${table} WHERE id = ANY ($1::bigint[])`, [ids]);
      }
    } catch (error) {
      // They are sent once more by whoever looks next.
      onError(error);
    } finally {
      sweeping = undefined;
    }
  }

  async function send(id: string, names: InvalidationNames): Promise<Invalidation> {
    const invalidation = await cache.invalidate(names);
    if (invalidation.isConfirmed) {
      settled.push(id);
      sweeping ??= sweep();
    }
    return invalidation;
  }

  const listener = notify
    ? listen({ pool, channel: table, clock, onNotice: () => lookIn(noticeMs), onError })
    : undefined;
  lookIn(0);

  async function close(): Promise<void> {
    isClosed = true;
    timer?.cancel();
    await listener?.close();
    await looking?.catch(onError);
    await sweeping;
  }

  return {
    async invalidateOnCommit(transaction, ...names) {
      requireTransaction(transaction);
      const all = joinNames(names);
      const { rows } = await transaction.query(
        `INSERT INTO ${table} (names) VALUES ($1::jsonb) RETURNING id::text, names${announcement}`,
        [JSON.stringify(all)],
      );
      const [row] = rows;
      if (typeof row !== 'object' || row === null || !('id' in row)) {
        throw new TypeError(`the insert into ${table} answered no id; give the query of pg`);
      }
      const id = String(row.id);
      return { send: () => send(id, all) };
    },
    relay,
    async backlog() {
      const { rows } = await pool.query(
        `SELECT count(*)::int AS rows, coalesce(extract(epoch FROM clock_timestamp() - min(created_at)) * 1000, 0)::float8 AS "oldestMs" FROM ${table}`,
      );
      const [row] = rows;
      // As the statement above says.
      return row as OutboxBacklog;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function requireTransaction(transaction: OutboxTransaction): void {
  // JavaScript may give a pool, whose next statement goes over another connection.
  const isClient = typeof transaction.getTransactionStatus === 'function';
  if (isClient && transaction.getTransactionStatus() !== 'I') return;
  throw new CacheError(
    'CACHE_OUTSIDE_TRANSACTION',
    'no transaction has begun on what was given to invalidateOnCommit; give the client that BEGIN was sent on, and await that',
  );
}
