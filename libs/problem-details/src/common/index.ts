export { commonProblems } from './common-problems.ts';
