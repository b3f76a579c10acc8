import type { Problem } from '@unite/problem-details';
import { type FastifyProblemOptions, problemReplyTo } from '@unite/problem-details/fastify';
import {
  type ProblemReply,
  clientErrorListener,
  createResponder,
  sendProblem,
} from '@unite/problem-details/http';
import { pgMapping } from '@unite/problem-details/pg';
import { zodFieldErrors } from '@unite/problem-details/zod';
import { contextOf } from '@unite/tracing';
import type { FastifyRequest, FastifySchemaCompiler } from 'fastify';
import type { ServerResponse } from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';

import { problems } from './problems.ts';

/** Logs and reports `problem` with what was really thrown, under the occurrence's id, which is the request's. */
function tellProblem(problem: Problem, request: FastifyRequest): void {
  const { log, server } = request;
  server.reportFailure?.(problem, request);
  const line = {
    code: problem.code,
    // Of a body that broke off Node tells outside of its context.
    ...contextOf(request.raw),
    ...(problem.cause === undefined ? {} : { err: problem.cause }),
  };
  if (problem.status === 500) log.error(line, 'request failed');
  else if (problem.status > 500) log.warn(line, 'request failed');
  else log.debug(line, 'request refused');
}

const recogniseDatabase = pgMapping();

/** How every failure of the service is answered: by `@unite/problem-details`, from our catalogue. */
export const problemOptions: FastifyProblemOptions = {
  problems,
  // A broken constraint is a fault of ours, unless the route that writes says otherwise.
  mappings: [
    (thrown) => {
      const found = recogniseDatabase(thrown);
      return found?.slug === 'unavailable' || found?.slug === 'timeout' ? found : undefined;
    },
  ],
  onProblem: tellProblem,
  traceIdOf: (request) => contextOf(request.raw).traceId,
};

/** Makes and logs the answer to anything thrown in a request, for routes that write it themselves. */
export const replyTo: (thrown: unknown, request: FastifyRequest, accept?: string) => ProblemReply =
  problemReplyTo(problemOptions);

/**
 * The last line of an `application/x-ndjson` answer that failed after its headers were sent.
 *
 * A line's `type` says what kind of line it is, so the problem's own type URI moves to `problemType`.
 */
export function problemLine(thrown: unknown, request: FastifyRequest): string {
  const { body } = replyTo(thrown, request, 'application/json');
  const { type: problemType, ...members }: { type: string } = JSON.parse(body);
  return `${JSON.stringify({ type: 'problem', problemType, ...members })}\n`;
}

/** Answers bytes that are no HTTP request, and closes the connection; there is no request object. */
export const refuseConnection = clientErrorListener(problems);

/** Answers a request that a stopping instance gives up. */
export function refuseRaw(response: ServerResponse): void {
  response.setHeader('connection', 'close');
  const respond = createResponder({
    problems,
    occurrenceId: uuidv7,
    traceId: () => contextOf(response.req).traceId,
  });
  sendProblem(respond, problems.shuttingDown(), response.req, response);
}

const parts = { body: 'body', querystring: 'query', params: 'path', headers: 'header' } as const;

/** Validates the parts of a request with Zod; faults become one `validation` problem. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const part = parts[(httpPart ?? 'body') as keyof typeof parts]; // Fastify has these four
  return (input: unknown) => {
    const result = schema.safeParse(input);
    if (result.success) return { value: result.data };
    return { error: problems.validation({ errors: zodFieldErrors(result.error.issues, part) }) };
  };
};
