import { malformedBody, statusFailure } from '../http/status-failure.ts';
import type { Recognised } from '../to-problem.ts';

/**
 * Recognises what Express, its body parsers and `http-errors` throw: any `status` from 400 to 499, of
 * which only the status is used. Their messages quote the body.
 */
export function expressFailure(thrown: unknown): Recognised | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  const error = thrown as { status?: unknown; statusCode?: unknown; type?: unknown };
  const status = error.status ?? error.statusCode;
  // Only body parsers name a `type`, e.g. `entity.parse.failed`.
  return status === 400 && typeof error.type === 'string' ? malformedBody : statusFailure(status);
}
