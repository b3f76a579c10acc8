import type { ErrorRequestHandler, Express, Request, RequestHandler } from 'express';

import { catalogue } from '../catalogue.ts';
import { docsReply } from '../docs/docs-reply.ts';
import { sendProblem, writeReply } from '../http/node-response.ts';
import { type ResponderOptions, createResponder } from '../http/responder.ts';
import { methodNotAllowed, notFound } from '../http/unanswered.ts';
import type { Problem } from '../problem.ts';
import { toProblem } from '../to-problem.ts';
import { expressFailure } from './express-failure.ts';

/** Options of {@link problemHandler} and {@link problemNotFound}. */
export interface ExpressProblemOptions extends Omit<
  ResponderOptions,
  'occurrenceId' | 'onProblem'
> {
  /** Names the occurrence. Default: a random UUID. */
  readonly occurrenceIdOf?: (request: Request) => string;
  /** Called once for each answer, for your log. Default: nothing. */
  readonly onProblem?: (problem: Problem, request: Request, occurrenceId: string) => void;
}

/**
 * The last error handler of an Express app: every error becomes a problem document.
 *
 * @example app.use(problemNotFound(app, { problems }), problemHandler({ problems }));
 */
export function problemHandler(options: ExpressProblemOptions): ErrorRequestHandler {
  const { problems, occurrenceIdOf = () => crypto.randomUUID(), onProblem } = options;
  const mappings = [...(options.mappings ?? []), expressFailure];
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- Express tells error handlers by their four parameters.
  return (error: unknown, request, response, _next) => {
    const responder = createResponder({
      problems,
      mappings,
      occurrenceId: () => occurrenceIdOf(request),
      onProblem: ({ problem, occurrenceId }) => onProblem?.(problem, request, occurrenceId),
    });
    // A router has cut its own prefix off `url`.
    const whole = Object.create(request, { url: { value: request.originalUrl } });
    sendProblem(responder, error, whole, response);
  };
}

interface RouteLayer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/**
 * Handler behind all routes: 404, or 405 with `Allow` when `app` has the path with another method.
 * Paths of mounted routers always answer 404, because Express does not show their routes. It also
 * serves the documentation pages at the path of the catalogue's base.
 */
export function problemNotFound(app: Express, options: ExpressProblemOptions): RequestHandler {
  const { problems } = options;
  const { pathname } = new URL(problems[catalogue].base);
  return (request, response, next) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (isRead && request.path.startsWith(pathname)) {
      const page = docsReply(problems, {
        slug: request.path.slice(pathname.length) || undefined,
        accept: request.headers.accept,
        ifNoneMatch: request.headers['if-none-match'],
      });
      if (page !== undefined) {
        writeReply(page, response, request.method);
        return;
      }
    }
    const allow = allowedMethods(app, request.path);
    // A route that passed the request on has the method, but nothing to answer.
    const isOther = allow.length > 0 && !allow.includes(request.method);
    next(toProblem(undefined, problems, [() => (isOther ? methodNotAllowed(allow) : notFound)]));
  };
}

function allowedMethods(app: Express, path: string): string[] {
  // The layers of Express 5's router; its types do not describe `match`.
  const layers = app.router.stack as unknown as readonly RouteLayer[];
  const methods = layers
    .filter((layer) => layer.route !== undefined && layer.match(path))
    .flatMap((layer) => Object.keys(layer.route?.methods ?? {}))
    .map((method) => method.toUpperCase())
    .filter((method) => method !== '_ALL');
  return [...new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods)].toSorted();
}
