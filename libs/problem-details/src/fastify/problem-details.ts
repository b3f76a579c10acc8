import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { type AjvError, ajvFieldErrors } from '../ajv/index.ts';
import { catalogue } from '../catalogue.ts';
import { docsReply } from '../docs/docs-reply.ts';
import { mergeVary, ofTheOtherAnswer } from '../http/node-response.ts';
import { type ProblemReply, type ResponderOptions, createResponder } from '../http/responder.ts';
import { statusPhrase } from '../http/status-phrase.ts';
import { methodNotAllowed, notFound } from '../http/unanswered.ts';
import type { Problem } from '../problem.ts';
import { type Recognised, toProblem } from '../to-problem.ts';
import { createAddresses } from './addresses.ts';
import { fastifyFailure, requestPart } from './fastify-failure.ts';

/** Options of {@link problemDetails}. */
export interface FastifyProblemOptions extends Omit<
  ResponderOptions,
  'occurrenceId' | 'traceId' | 'onProblem'
> {
  /** Names the occurrence. Default: Fastify's request id, which is also in its log; make it unique with `genReqId`. */
  readonly occurrenceIdOf?: (request: FastifyRequest) => string;
  /** The trace of the request, which becomes the member `trace_id`. Default: none. */
  readonly traceIdOf?: (request: FastifyRequest) => string | undefined;
  /** Called once for each answer. Default: `request.log.error` from status 500 on, `request.log.info` below. */
  readonly onProblem?: (problem: Problem, request: FastifyRequest) => void;
  /** Serves the documentation pages at the path of the catalogue's base, e.g. `/errors/:slug`. Default: true. */
  readonly docs?: boolean;
}

/**
 * Fastify plugin: every failure of the server and of every plugin in it becomes a problem document,
 * unknown addresses 404 and unknown methods 405 with `Allow`. Register it first, with `await`.
 *
 * @example await app.register(problemDetails, { problems });
 */
export async function problemDetails(
  app: FastifyInstance,
  options: FastifyProblemOptions,
): Promise<void> {
  const { docs = true } = options;
  const addresses = createAddresses();
  const refuse = (request: FastifyRequest): never => {
    const allow = addresses.methods(request.url.replace(/[?#].*$/s, ''));
    // A route that is not chosen for its host or version has the method, but not for this request.
    const isOther = allow.length > 0 && !allow.includes(request.method);
    throw recognisedProblem(options, isOther ? methodNotAllowed(allow) : notFound);
  };
  app.addHook('onRoute', ({ url, method }) => addresses.add(url, [method].flat()));
  // Before Fastify reads the body, else an unknown address answers 415 to a body of an unknown type.
  app.addHook('onRequest', async (request) => (request.is404 ? refuse(request) : undefined));
  app.setNotFoundHandler(refuse);
  app.setSchemaErrorFormatter((errors, dataVar) =>
    recognisedProblem(options, {
      slug: 'validation',
      status: 400,
      title: statusPhrase(400),
      // Fastify's type widens Ajv's error by validators that it does not bundle.
      errors: ajvFieldErrors(errors as readonly AjvError[], requestPart(dataVar)),
    }),
  );
  app.setErrorHandler(problemErrorHandler(options));
  if (docs) serveDocs(app, options);
}

/** Fastify's own mark for a plugin that is not encapsulated, what `fastify-plugin` sets. */
Object.assign(problemDetails, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@unite/problem-details',
  [Symbol.for('plugin-meta')]: { name: '@unite/problem-details', fastify: '5.x' },
});

/**
 * Answers any error of a request; also for Fastify's option `frameworkErrors`, whose bad URLs never
 * reach a plugin.
 *
 * @example Fastify({ frameworkErrors: problemErrorHandler({ problems }) });
 */
export function problemErrorHandler(
  options: FastifyProblemOptions,
): (error: unknown, request: FastifyRequest, reply: FastifyReply) => void {
  const replyTo = problemReplyTo(options);
  return (error, request, reply) => send(replyTo(error, request), reply);
}

/**
 * Makes the answer to anything thrown in a request, for routes that write it themselves: as the last
 * line of a stream that has begun, or before the whole body arrived. Never throws.
 *
 * `accept` is the form when it is not for the client to choose. Default: the request's `Accept`.
 *
 * @example const { body } = problemReplyTo({ problems })(error, request, 'application/json');
 */
export function problemReplyTo(
  options: FastifyProblemOptions,
): (thrown: unknown, request: FastifyRequest, accept?: string) => ProblemReply {
  const {
    occurrenceIdOf = (request) => request.id,
    traceIdOf = () => undefined,
    onProblem = log,
  } = options;
  const mappings = [...(options.mappings ?? []), fastifyFailure];
  return (thrown, request, accept = request.headers.accept) => {
    const responder = createResponder({
      problems: options.problems,
      mappings,
      occurrenceId: () => occurrenceIdOf(request),
      traceId: () => traceIdOf(request),
      onProblem: ({ problem }) => onProblem(problem, request),
    });
    return responder(thrown, {
      method: request.method,
      path: request.url,
      accept,
      acceptLanguage: request.headers['accept-language'],
    });
  };
}

function send({ status, headers, body }: ProblemReply, reply: FastifyReply): void {
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  for (const name of ofTheOtherAnswer) reply.removeHeader(name);
  const vary = mergeVary(reply.getHeader('vary'), headers['vary']);
  // A Buffer, because Fastify appends a charset to the type of text and objects.
  void reply
    .code(status)
    .headers({ ...headers, vary })
    .send(Buffer.from(body));
}

function log(problem: Problem, request: FastifyRequest): void {
  const line = { code: problem.code, err: problem.cause };
  if (problem.status >= 500) request.log.error(line, 'request failed');
  else request.log.info({ code: problem.code }, 'request refused');
}

function recognisedProblem({ problems }: FastifyProblemOptions, recognised: Recognised): Problem {
  return toProblem(undefined, problems, [() => recognised]);
}

function serveDocs(app: FastifyInstance, options: FastifyProblemOptions): void {
  const { pathname } = new URL(options.problems[catalogue].base);
  const handler = async (
    request: FastifyRequest<{ Params: { readonly slug?: string } }>,
    reply: FastifyReply,
  ): Promise<FastifyReply> => {
    const page = docsReply(options.problems, {
      slug: request.params.slug,
      accept: request.headers.accept,
      ifNoneMatch: request.headers['if-none-match'],
    });
    if (page === undefined) throw recognisedProblem(options, notFound);
    return reply.code(page.status).headers(page.headers).send(Buffer.from(page.body));
  };
  // `hide` keeps them out of the application's own OpenAPI document, as @fastify/swagger reads it.
  const hidden: object = { schema: { hide: true } };
  app.get(pathname, hidden, handler);
  app.get(`${pathname}:slug`, hidden, handler);
}
