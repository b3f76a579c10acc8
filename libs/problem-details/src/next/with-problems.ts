import { type ResponderOptions, createResponder } from '../http/responder.ts';
import { statusFailure } from '../http/status-failure.ts';
import { respond } from '../http/web-response.ts';
import { type Problem, isProblem } from '../problem.ts';
import type { Recognised } from '../to-problem.ts';

/** Options of {@link withProblems}. */
export interface NextProblemOptions extends Omit<ResponderOptions, 'occurrenceId'> {
  /** Names the occurrence. Default: a random UUID. */
  readonly occurrenceIdOf?: (request: Request) => string;
}

/** A Next.js route handler that may also return a problem. */
export type ProblemRouteHandler<R extends Request, C> = (
  request: R,
  context: C,
) => Response | Problem | Promise<Response | Problem>;

/**
 * Makes a wrapper of Next.js route handlers (also of middleware): a problem that is returned, and
 * anything that is thrown, becomes a problem document. `notFound()`, `forbidden()` and `unauthorized()`
 * of Next do too; `redirect()` and its other signals pass through.
 *
 * @example export const GET = withProblems({ problems })(async (request) => Response.json(await list()));
 */
export function withProblems(
  options: NextProblemOptions,
): <R extends Request, C>(
  handler: ProblemRouteHandler<R, C>,
) => (request: R, context: C) => Promise<Response> {
  const { occurrenceIdOf } = options;
  const responder = createResponder({
    ...options,
    mappings: [...(options.mappings ?? []), nextFailure],
  });
  return (handler) => async (request, context) => {
    try {
      const answer = await handler(request, context);
      if (!isProblem(answer)) return answer;
      return respond(responder, answer, request, idOf(occurrenceIdOf, request));
    } catch (thrown) {
      if (isSignal(thrown)) throw thrown;
      return respond(responder, thrown, request, idOf(occurrenceIdOf, request));
    }
  };
}

function idOf(
  occurrenceIdOf: NextProblemOptions['occurrenceIdOf'],
  request: Request,
): string | undefined {
  try {
    return occurrenceIdOf?.(request);
  } catch {
    // The answer must go out; the responder makes an id.
    return undefined;
  }
}

const httpFallback = 'NEXT_HTTP_ERROR_FALLBACK;';

/** Recognises what `notFound()`, `forbidden()` and `unauthorized()` throw. */
function nextFailure(thrown: unknown): Recognised | undefined {
  const digest = digestOf(thrown);
  return digest?.startsWith(httpFallback)
    ? statusFailure(Number(digest.slice(httpFallback.length)))
    : undefined;
}

/** Whether Next itself must see it: redirects, and what makes a route dynamic while it builds. */
function isSignal(thrown: unknown): boolean {
  const digest = digestOf(thrown);
  if (digest === undefined || digest.startsWith(httpFallback)) return false;
  return /^(NEXT_|DYNAMIC_SERVER_USAGE|BAILOUT_TO_CLIENT_SIDE_RENDERING|HANGING_PROMISE_REJECTION)/.test(
    digest,
  );
}

function digestOf(thrown: unknown): string | undefined {
  try {
    if (typeof thrown !== 'object' || thrown === null || !('digest' in thrown)) return undefined;
    return typeof thrown.digest === 'string' ? thrown.digest : undefined;
  } catch {
    // A hostile value carries no signal of Next.
    return undefined;
  }
}
