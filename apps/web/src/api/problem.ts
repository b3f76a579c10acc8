import type { ProblemOf, UnknownProblem } from '@unite/problem-details/client';

import type { apiProblems } from './api-problems.ts';

/** A problem of a type that the API's catalogue has, told apart by its `slug`. */
export type ApiProblem = ProblemOf<typeof apiProblems>;

/**
 * What went wrong, as this app shows it. Unknown ones are those of this web server, of an API newer than this
 * app, and of the browser itself, whose status is 0.
 */
export type Problem = ApiProblem | UnknownProblem;
