import type { Problem } from '@unite/problem-details';
import { createResponder, respond, type ProblemReport } from '@unite/problem-details/http';
import { withProblems } from '@unite/problem-details/next';
import { getContext } from '@unite/tracing';

import { problemReports } from '../telemetry/problem-reports.ts';
import { activeTraceId } from '../telemetry/active-trace.ts';
import { serverTelemetry } from '../telemetry/server-telemetry.ts';
import { problemLog } from './problem-log.ts';
import { webProblems } from './web-problems.ts';

const log = problemLog((line) => process.stderr.write(line), getContext);

const options = {
  problems: webProblems,
  traceId: activeTraceId,
  onProblem(report: ProblemReport) {
    log(report);
    const { apm, traces } = serverTelemetry();
    problemReports(apm, traces)(report);
  },
};

/** Wraps a route handler: a problem that it returns, and anything that it throws, is answered as a document. */
export const withWebProblems: ReturnType<typeof withProblems> = withProblems(options);

const responder = createResponder(options);

/** Answers `request`, which this server itself made, with a problem of its own. */
export function answerWebProblem(problem: Problem, request: Request): Response {
  return respond(responder, problem, request);
}
