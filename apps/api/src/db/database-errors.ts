/** What a failed query means for the request that made it. */
export type DatabaseFailure = 'unavailable' | 'conflict' | 'cancelled' | 'other';

const unavailableCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  '25006', // read_only_sql_transaction: the node was demoted, or is still a standby
  '53300', // too_many_connections
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
]);

// `pg` gives these no code: a killed server, the connect deadline, the query deadline, and a
// client that broke while it was checked out.
const unavailableMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed and is not queryable)/;

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Sorts what `pg` throws by its SQLSTATE, its system error code or, failing both, its message. */
export function databaseFailure(error: unknown): DatabaseFailure {
  const code = codeOf(error);
  if (code !== undefined && (unavailableCodes.has(code) || code.startsWith('08'))) {
    return 'unavailable';
  }
  if (code === '40001' || code === '40P01') return 'conflict';
  if (code === '57014') return 'cancelled';
  if (error instanceof AggregateError) {
    return error.errors.some((one) => databaseFailure(one) === 'unavailable')
      ? 'unavailable'
      : 'other';
  }
  return error instanceof Error && unavailableMessages.test(error.message)
    ? 'unavailable'
    : 'other';
}

/** True when `error` is the breach of the unique index `constraint` (SQLSTATE 23505). */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return (
    codeOf(error) === '23505' &&
    typeof error === 'object' &&
    error !== null &&
    'constraint' in error &&
    error.constraint === constraint
  );
}
