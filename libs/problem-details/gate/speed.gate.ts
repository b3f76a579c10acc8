import { median, spread, type Claim } from '@unite/gate';

import { defineProblems, fieldError } from '../src/index.ts';
import { createResponder } from '../src/http/index.ts';

const rounds = 60;
const perRound = 5000;

const problems = defineProblems('https://api.unite-hub.com/errors/', {
  validation: { status: 400, title: 'Validation Error', detail: '{label} field is required' },
});
const given = { label: 'Email', errors: [fieldError(['email'], 'body', 'required', 'Required')] };
const request = {
  path: '/api/contacts',
  accept: 'application/json',
  occurrenceId: '0193a5c17d3e7c1b',
};

/**
 * Nanoseconds of this thread's processor time for one call of `work`: unlike the clock's, they do not
 * count what other processes take. The results are used, so that no call is optimised away.
 */
function timed(work: () => number): number {
  let used = 0;
  const start = process.threadCpuUsage();
  for (let n = 0; n < perRound; n += 1) used += work();
  const { user, system } = process.threadCpuUsage(start);
  if (used === 0) throw new Error('the work did nothing');
  return ((user + system) * 1000) / perRound;
}

/** What an answer costs beside the JSON that it is. */
export const claims: readonly Claim[] = [
  {
    id: 'serialise-ratio',
    phase: '7.2',
    text: 'negotiating, writing and heading an answer costs at most 5 times the JSON.stringify of it',
    target: { op: '<=', value: 5 },
    unit: '× JSON.stringify',
    measure: async () => {
      const respond = createResponder({ problems });
      const problem = problems.validation(given);
      const document: unknown = JSON.parse(respond(problem, request).body);
      const plain = () => JSON.stringify(document).length;
      const whole = () => respond(problem, request).body.length;
      const pair = () => [timed(plain), timed(whole)] as const;
      Array.from({ length: 20 }, pair);
      // Interleaved, so that a busy moment of the machine slows both.
      const pairs = Array.from({ length: rounds }, pair);
      const ratios = pairs.map(([base, took]) => took / base);
      const [base, took] = [median(pairs.map(([ns]) => ns)), median(pairs.map(([, ns]) => ns))];
      return {
        value: median(ratios),
        samples: ratios,
        spread: spread(ratios),
        note: `medians of ${rounds} rounds of ${perRound}: ${base.toFixed(0)} ns and ${took.toFixed(0)} ns`,
      };
    },
  },
];
