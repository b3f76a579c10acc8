import type { Claim } from '@unite/gate';

import { commonProblems } from '../src/common/index.ts';
import { defineProblems } from '../src/index.ts';
import { completePercent } from './completeness.ts';

/** What every type of the package's own catalogue has. */
export const claims: readonly Claim[] = [
  {
    id: 'complete-types',
    phase: '7.2',
    text: 'every common type is documented, translated, in OpenAPI, and answered by its contract',
    target: { op: '=', value: 100 },
    unit: '%',
    measure: async () => ({
      value: await completePercent(defineProblems('https://errors.example/', commonProblems), [
        'de',
      ]),
      note: `${Object.keys(commonProblems).length} types in English and German`,
    }),
  },
];
