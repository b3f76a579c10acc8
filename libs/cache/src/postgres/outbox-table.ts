import { CacheError } from '../errors.ts';

/** What the table is called by default. */
export const defaultTable = 'cache_outbox';

/** Written in SQL without quotes; at most 63 bytes, as the channel of its notifications has the same name. */
const tableForm = /^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/;

/**
 * `table`, if it can be written in SQL as it is.
 *
 * @throws {CacheError} CACHE_OPTION_INVALID
 */
export function checkTable(table: string): string {
  if (tableForm.test(table) && table.length <= 63) return table;
  throw new CacheError(
    'CACHE_OPTION_INVALID',
    `table is a name such as cache_outbox or app.cache_outbox of at most 63 characters, not "${table}"`,
  );
}

/**
 * The statement that makes the outbox's table, for a migration. Whoever changes data needs INSERT on it; the account
 * of the outbox's pool needs SELECT, UPDATE (to lock rows) and DELETE, for the rows of all tenants.
 *
 * Rows live for milliseconds, so that dead ones are cleaned up by their number instead of by their share of the table.
 *
 * @param table default `cache_outbox`; may have a schema in front
 * @throws {CacheError} CACHE_OPTION_INVALID
 */
export function outboxTable(table: string = defaultTable): string {
  return `CREATE TABLE IF NOT EXISTS ${checkTable(table)} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  names jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)`;
}
