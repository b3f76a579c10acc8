/** Executes one statement, as the `query` of `pg` does. */
export type Query = (
  text: string,
  values?: unknown[],
) => Promise<{ readonly rows: readonly unknown[] }>;

/** What the server said last: `I` outside of a transaction, `T` in one, `E` in one that failed; null when it is not known. */
export type TransactionStatus = 'I' | 'T' | 'E' | null;

/** A transaction that has begun: a client of `pg` after `BEGIN` was answered, or what stands for one. */
export interface OutboxTransaction {
  query: Query;
  /** A client of `pg` has it, and a pool, whose statements are not in one transaction, has not. */
  getTransactionStatus(): TransactionStatus;
}

/** What of a `pg.Pool` is used. */
export interface OutboxPool {
  query: Query;
  connect(): Promise<OutboxConnection>;
}

/** What of a `pg.PoolClient` is used. */
export interface OutboxConnection {
  query: Query;
  /** With `true` the connection is ended. */
  release(destroy?: boolean): void;
  on(event: 'notification' | 'end', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
}
