import type { Problem } from '@unite/problem-details';
import { contextOf, getContext } from '@unite/tracing';
import type { FastifyRequest } from 'fastify';
import pg from 'pg';

import type { Telemetry } from './telemetry.ts';

/** Told of each problem that a request was answered with. */
export type FailureReport = (problem: Problem, request: FastifyRequest) => void;

declare module 'fastify' {
  interface FastifyInstance {
    /** Reports what a request failed of; absent where nothing is measured. */
    reportFailure?: FailureReport;
  }
}

/**
 * Makes what reports failures of ours, statuses from 500 on, under the occurrence id that the caller was told.
 * What was refused is an answer and no error.
 */
export function failureReports({
  errors,
  errorGroups,
}: Pick<Telemetry, 'errors' | 'errorGroups'>): FailureReport {
  return (problem, request) => {
    if (problem.status < 500) return;
    const { id, method, workspaceId } = request;
    const { url: route } = request.routeOptions;
    const { code } = problem;
    const error = wordless(problem.cause ?? problem);
    errorGroups.record({
      error,
      code,
      occurrenceId: id,
      route: route === undefined ? method : `${method} ${route}`,
    });
    // Of a body that broke off Node tells outside of its context.
    const { traceId, spanId, correlationId } = { ...contextOf(request.raw), ...getContext() };
    errors?.capture(error, {
      occurrenceId: id,
      ...{ traceId, spanId },
      tags: {
        code,
        status: problem.status,
        ...(correlationId === undefined ? {} : { correlation_id: correlationId }),
      },
      // Neither query nor headers nor body: searches and contacts are personal data.
      request: { method, route },
      ...(workspaceId ? { workspace: workspaceId } : {}),
    });
  };
}

/** Messages of PostgreSQL quote values, e.g. `invalid input syntax for type uuid: "…"`; its code says enough. */
function wordless(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  const { code, constraint, stack = '' } = error;
  const told = new Error(`SQLSTATE ${code}${constraint === undefined ? '' : ` (${constraint})`}`);
  told.name = 'DatabaseError';
  told.stack = `${told.name}: ${told.message}${stack.slice(Math.max(0, stack.indexOf('\n    at ')))}`;
  return told;
}
