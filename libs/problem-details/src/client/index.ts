export { parseProblem, type ParseOptions } from './parse-problem.ts';
export {
  readProblem,
  type ClientCatalogue,
  type ProblemAnswer,
  type ReadOptions,
} from './read-problem.ts';
export { match, type Cases } from './match.ts';
export type { ProblemMembers, ProblemOf, UnknownProblem } from './parsed-problem.ts';
export type { FieldError } from '../field-error.ts';
