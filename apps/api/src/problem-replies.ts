import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaCompiler } from 'fastify';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';

import type { Api } from './api-instance.ts';
import { databaseFailure } from './db/database-errors.ts';
import { fieldErrors } from './field-errors.ts';
import {
  type Occurrence,
  type Problem,
  type ProblemSlug,
  isProblem,
  problem,
  problemDocument,
} from './problem.ts';

const bySlug: Readonly<Record<string, ProblemSlug>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_TYPE: 'unsupported-media-type',
  FST_ERR_HANDLER_TIMEOUT: 'timeout',
  FST_ERR_NOT_FOUND: 'not-found',
};

/** Seconds after which a caller may try again when the database is away: a restart takes about that. */
const databaseRetrySeconds = 2;

/** Makes a problem of anything thrown; what is not known to be harmless becomes `internal`. */
export function toProblem(error: unknown): Problem {
  if (isProblem(error)) return error;
  const thrown: { code?: unknown; statusCode?: unknown } =
    typeof error === 'object' && error !== null ? error : {};
  const slug = typeof thrown.code === 'string' ? bySlug[thrown.code] : undefined;
  if (slug !== undefined) return problem(slug, { cause: error });
  // Fastify and its JSON parser mark what the client did wrong with a 4xx; database errors have none.
  if (
    typeof thrown.statusCode === 'number' &&
    thrown.statusCode >= 400 &&
    thrown.statusCode < 500
  ) {
    return problem('malformed-body', { cause: error });
  }
  switch (databaseFailure(error)) {
    case 'unavailable':
      return problem('database-unavailable', {
        retryAfterSeconds: databaseRetrySeconds,
        cause: error,
      });
    case 'conflict':
      return problem('database-unavailable', { retryAfterSeconds: 1, cause: error });
    case 'cancelled':
      return problem('timeout', { cause: error });
    case 'other':
      return problem('internal', { cause: error });
  }
}

/** Where `request` failed, for a problem document. */
export function occurrence(request: FastifyRequest): Occurrence {
  return { occurrenceId: request.id, path: request.url.replace(/\?.*$/s, '') };
}

/** Answers with the problem that `error` is, and logs it under the occurrence id of the answer. */
function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const failure = toProblem(error);
  const line = {
    slug: failure.slug,
    ...(failure.cause === undefined ? {} : { err: failure.cause }),
  };
  if (failure.status === 500) request.log.error(line, 'request failed');
  else if (failure.status > 500) request.log.warn(line, 'request failed');
  else request.log.debug(line, 'request refused');
  // A Buffer, because Fastify appends a charset to what it serialises itself.
  return reply
    .code(failure.status)
    .headers({
      ...failure.headers,
      'cache-control': 'no-store',
      'content-language': 'en',
      ...(failure.slug === 'unauthorized' ? { 'www-authenticate': 'Bearer' } : {}),
    })
    .type('application/problem+json')
    .send(Buffer.from(JSON.stringify(problemDocument(failure, occurrence(request)))));
}

/** Answers an address that cannot be decoded; Fastify asks for it before a route is known. */
export function refuseUrl(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const fault = {
    field: '',
    in: 'path',
    code: 'invalid_encoding',
    message: 'The path is not well encoded or a part of it is too long',
  } as const;
  return sendProblem(problem('validation', { errors: [fault], cause: error }), request, reply);
}

/** Answers bytes that are no HTTP request, and closes the connection; there is no request object. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = rawProblem(
    problem('validation', { detail: 'The bytes are not an HTTP request that can be read.' }),
  );
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body.toString()}`,
  );
}

/** Answers a request that a stopping instance gives up. */
export function refuseRaw(response: ServerResponse): void {
  const failure = problem('shutting-down', { retryAfterSeconds: 1 });
  const body = rawProblem(failure);
  response.writeHead(failure.status, {
    ...failure.headers,
    'content-type': 'application/problem+json',
    'content-length': body.length,
    connection: 'close',
  });
  response.end(body);
}

function rawProblem(failure: Problem): Buffer {
  return Buffer.from(
    JSON.stringify(problemDocument(failure, { occurrenceId: uuidv7(), path: '' })),
  );
}

/** Validates the parts of a request with Zod; faults become one `validation` problem. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  return (input: unknown) => {
    const result = schema.safeParse(input);
    if (result.success) return { value: result.data };
    return { error: problem('validation', { errors: fieldErrors(result.error.issues, httpPart) }) };
  };
};

/** The methods that each address of a service answers. */
export type Addresses = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Makes every failure of `api` a problem document.
 *
 * @returns the addresses that are registered from now on, for `refuseOtherMethods`.
 */
export function answerWithProblems(api: Api): Addresses {
  api.setErrorHandler(sendProblem);
  api.setNotFoundHandler(() => {
    throw problem('not-found');
  });
  const addresses = new Map<string, Set<string>>();
  api.addHook('onRoute', ({ url, method }) => {
    const known = addresses.get(url) ?? new Set();
    for (const one of [method].flat()) known.add(one);
    addresses.set(url, known);
  });
  return addresses;
}

const methods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const;

/**
 * Answers 405 with `Allow` where an address exists but not with that method (RFC 9110 §15.5.6).
 *
 * Fastify's router only knows "not found", so the missing methods of each address become routes
 * that refuse, in `onRequest` so that neither a key is asked for nor a body read.
 */
export function refuseOtherMethods(api: Api, addresses: Addresses): void {
  // A copy, because each route that is added here is an address too.
  for (const [url, known] of [...addresses]) {
    const allow = methods.filter((method) => known.has(method)).join(', ');
    const refused = methods.filter((method) => !known.has(method));
    if (refused.length === 0 || url.includes('*') || url.endsWith('/')) continue;
    api.route({
      method: refused,
      url,
      schema: { hide: true },
      onRequest: () => {
        throw problem('method-not-allowed', { headers: { allow } });
      },
      handler: () => undefined,
    });
  }
}
