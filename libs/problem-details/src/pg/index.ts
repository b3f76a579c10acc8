import type { FieldError } from '../field-error.ts';
import type { ProblemMapping, Recognised } from '../to-problem.ts';

/** What a constraint may tell the client. */
export interface ConstraintProblem {
  /** Type of your catalogue. */
  readonly slug: string;
  /** HTTP status of that type. */
  readonly status: number;
  /** The field to point at. */
  readonly errors?: readonly FieldError[];
}

/** Which types of your catalogue SQLSTATEs become, by slug. */
export interface PgSlugs {
  /** Unique and foreign key violations, 409. Default: `conflict`. */
  readonly conflict: string;
  /** Not-null and check violations, 422. Default: `unprocessable`. */
  readonly unprocessable: string;
  /** Row-level security, 403. Default: `forbidden`. */
  readonly forbidden: string;
  /** Serialization failures, deadlocks, shutdowns, standbys, lost connections, 503. Default: `unavailable`. */
  readonly unavailable: string;
  /** A statement that was cancelled, 504. Default: `timeout`. */
  readonly timeout: string;
}

/** Options of {@link pgMapping}. */
export interface PgMappingOptions {
  /** By name of the constraint: what violating it means. Default: none, so no constraint is named. */
  readonly constraints?: Readonly<Record<string, ConstraintProblem>>;
  readonly slugs?: Partial<PgSlugs>;
  /** Wait before a retry when the server is away, in milliseconds. Default: 2000, about a failover. */
  readonly retryAfterMs?: number;
}

/** Wait before a retry of a serialization failure or deadlock, in milliseconds: the other transaction is short. */
const conflictRetryAfterMs = 1000;

/**
 * What `pg` 8 throws without a code: the server was lost, no connection was to be had in time, the answer
 * is overdue, or the connection broke while it was lent.
 */
const lostConnection =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed and is not queryable)/;

/** How deep query builders are seen to wrap the driver's error. */
const maxWrapping = 3;

interface PgError {
  readonly code: string;
  readonly constraint?: unknown;
  /** The same in `postgres`. */
  readonly constraint_name?: unknown;
  readonly routine?: unknown;
}

/**
 * Recognises errors of PostgreSQL by SQLSTATE (drivers `pg`, `postgres`, PGlite; also as the `cause` of
 * a query builder's error). Neither message, nor detail, nor SQL is ever used: they quote the row.
 */
export function pgMapping(options: PgMappingOptions = {}): ProblemMapping {
  const slugs: PgSlugs = {
    conflict: 'conflict',
    unprocessable: 'unprocessable',
    forbidden: 'forbidden',
    unavailable: 'unavailable',
    timeout: 'timeout',
    ...options.slugs,
  };
  const { constraints = {}, retryAfterMs = 2000 } = options;
  return (thrown) => {
    const error = pgError(thrown);
    if (error === undefined) {
      return isLostConnection(thrown) ? unavailable(slugs, retryAfterMs) : undefined;
    }
    const { constraint } = error;
    if (typeof constraint === 'string' && Object.hasOwn(constraints, constraint)) {
      return constraints[constraint];
    }
    return bySqlState(error, slugs, retryAfterMs);
  };
}

function bySqlState(
  { code, routine }: PgError,
  slugs: PgSlugs,
  retryAfterMs: number,
): Recognised | undefined {
  switch (code) {
    case '23505': // unique_violation
    case '23503': // foreign_key_violation
      return { slug: slugs.conflict, status: 409, title: 'Conflict' };
    case '23502': // not_null_violation
    case '23514': // check_violation
      return { slug: slugs.unprocessable, status: 422, title: 'Unprocessable Content' };
    case '40001': // serialization_failure
    case '40P01': // deadlock_detected
      return unavailable(slugs, conflictRetryAfterMs);
    case '57014': // query_canceled
      return { slug: slugs.timeout, status: 504, title: 'Gateway Timeout' };
    case '42501': // insufficient_privilege: a missing GRANT is our bug, a policy is the caller's limit
      return routine === 'ExecWithCheckOptions'
        ? { slug: slugs.forbidden, status: 403, title: 'Forbidden' }
        : undefined;
    case '25006': // read_only_sql_transaction: the server was demoted, or is still a standby
    case '57P01': // admin_shutdown
    case '57P02': // crash_shutdown
    case '57P03': // cannot_connect_now
    case '53300': // too_many_connections
      return unavailable(slugs, retryAfterMs);
    default:
      // Class 08: connection exception
      return code.startsWith('08') ? unavailable(slugs, retryAfterMs) : undefined;
  }
}

function unavailable(slugs: PgSlugs, retryAfterMs: number): Recognised {
  return { slug: slugs.unavailable, status: 503, title: 'Service Unavailable', retryAfterMs };
}

/** By its message, for want of anything else; the message itself goes nowhere. */
function isLostConnection(thrown: unknown, wrapping = 0): boolean {
  if (!(thrown instanceof Error) || wrapping > maxWrapping) return false;
  return lostConnection.test(thrown.message) || isLostConnection(thrown.cause, wrapping + 1);
}

function pgError(thrown: unknown, wrapping = 0): PgError | undefined {
  if (typeof thrown !== 'object' || thrown === null || wrapping > maxWrapping) return undefined;
  const error = thrown as Partial<PgError> & { severity?: unknown; cause?: unknown };
  const { code, severity, cause } = error;
  // Only the severity tells SQLSTATE from Node's five-letter codes, e.g. EPIPE.
  const isPg =
    typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && typeof severity === 'string';
  if (!isPg) return pgError(cause, wrapping + 1);
  return { code, constraint: error.constraint ?? error.constraint_name, routine: error.routine };
}
