import pg from 'pg';

/**
 * True when the connection on which `error` was thrown can serve the next query: the server answered, and
 * with nothing that ends the session (SQLSTATE class 08, 57P01 to 57P05) or says that it is no primary
 * any more (25006). `pg` throws plain errors for a lost server and for an answer that is overdue.
 */
export function isConnectionSound(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !/^(08|57P|25006)/.test(error.code ?? '');
}

/** True when `error` is the breach of the unique index `constraint` (SQLSTATE 23505). */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return (
    error instanceof pg.DatabaseError && error.code === '23505' && error.constraint === constraint
  );
}
