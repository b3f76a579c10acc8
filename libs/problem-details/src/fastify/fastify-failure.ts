import { type AjvError, ajvFieldErrors } from '../ajv/index.ts';
import type { RequestPart } from '../field-error.ts';
import { malformedBody, statusFailure } from '../http/status-failure.ts';
import type { Recognised } from '../to-problem.ts';

const parts: Readonly<Record<string, RequestPart>> = {
  body: 'body',
  querystring: 'query',
  params: 'path',
  headers: 'header',
};

/** Fastify's name of a part of a request, as it is in `errors[].in`. */
export function requestPart(dataVar: string | undefined): RequestPart {
  return parts[dataVar ?? 'body'] ?? 'body';
}

/**
 * Recognises Fastify's own errors: validation, bodies that cannot be read, timeouts, bad URLs; and of
 * plugins any `statusCode` from 400 to 499, of which only the status is used.
 */
export function fastifyFailure(thrown: unknown): Recognised | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  const error = thrown as {
    readonly code?: unknown;
    readonly statusCode?: unknown;
    readonly validation?: unknown;
    readonly validationContext?: string;
  };
  if (Array.isArray(error.validation)) {
    const errors = ajvFieldErrors(
      error.validation as AjvError[],
      requestPart(error.validationContext),
    );
    return { slug: 'validation', status: 400, title: 'Bad Request', errors };
  }
  if (error.code === 'FST_ERR_HANDLER_TIMEOUT') {
    return { slug: 'timeout', status: 504, title: 'Gateway Timeout' };
  }
  // The parser of JSON bodies throws a SyntaxError for what would poison a prototype.
  const isBody = thrown instanceof SyntaxError || /^FST_ERR_CTP_/.test(String(error.code));
  return error.statusCode === 400 && isBody ? malformedBody : statusFailure(error.statusCode);
}
