import type { Problem } from '@unite/problem-details';
import { createResponder, respond } from '@unite/problem-details/http';
import { withProblems } from '@unite/problem-details/next';

import { problemLog } from './problem-log.ts';
import { webProblems } from './web-problems.ts';

const options = {
  problems: webProblems,
  onProblem: problemLog((line) => process.stderr.write(line)),
};

/** Wraps a route handler: a problem that it returns, and anything that it throws, is answered as a document. */
export const withWebProblems: ReturnType<typeof withProblems> = withProblems(options);

const responder = createResponder(options);

/** Answers `request`, which this server itself made, with a problem of its own. */
export function answerWebProblem(problem: Problem, request: Request): Response {
  return respond(responder, problem, request);
}
