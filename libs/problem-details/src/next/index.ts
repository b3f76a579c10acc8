export { withProblems, type NextProblemOptions } from './with-problems.ts';
