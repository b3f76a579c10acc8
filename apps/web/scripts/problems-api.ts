// Prints what clients may rely on of this web server's own problems, for `problems.api.json`.
import { describeProblems } from '@unite/problem-details/docs';

import { webProblems } from '../src/api/web-problems.ts';

console.log(JSON.stringify(describeProblems(webProblems), null, 2));
