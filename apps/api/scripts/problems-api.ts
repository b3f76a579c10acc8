// Prints what clients may rely on of the catalogue of problems, for `problems.api.json`.
import { describeProblems } from '@unite/problem-details/docs';

import { problems } from '../src/problems.ts';

console.log(JSON.stringify(describeProblems(problems), null, 2));
