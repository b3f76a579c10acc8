import { parseProblem, readProblem, type ProblemAnswer } from '@unite/problem-details/client';

import { apiProblems } from './api-problems.ts';
import type { ApiProblem, Problem } from './problem.ts';

const options = { catalogue: apiProblems };

/** Reads the problem of a refused request. Rejects only when its body cannot be read. */
export function problemOf(response: Response): Promise<Problem> {
  return parseProblem<ApiProblem>(response, options);
}

/** Reads the problem that something else has parsed already. Never throws. */
export function problemIn(document: unknown, answer: ProblemAnswer): Problem {
  return readProblem<ApiProblem>(document, answer, options);
}
