import { readFileSync } from 'node:fs';

import { catalogue } from '../catalogue.ts';
import { defineProblems } from '../define-problems.ts';
import { describeProblems } from '../docs/description.ts';
import { createResponder } from '../http/responder.ts';
import { webResponse } from '../http/web-response.ts';
import { responseFaults } from '../testing/response-faults.ts';
import { toProblem } from '../to-problem.ts';
import { commonProblems } from './common-problems.ts';

const problems = defineProblems('https://errors.example/', commonProblems);
const entries = [...problems[catalogue].entries.values()];

describe('the common problems', () => {
  it('are described by the committed problems.api.json', () => {
    const committed: unknown = JSON.parse(readFileSync('problems.api.json', 'utf8'));
    expect(committed).toEqual(describeProblems(problems));
  });

  it.each(entries.map(({ slug, status }) => [slug, status] as const))(
    '%s is answered with %d, whole',
    async (slug, status) => {
      const problem = toProblem('x', problems, [() => ({ slug, status })]);
      const reply = createResponder({ problems })(problem, { path: '/' });
      await expect(responseFaults(webResponse(reply), problems, { slug })).resolves.toEqual([]);
    },
  );

  it('say in German what they say in English', () => {
    const reply = createResponder({ problems })(problems.gone(), {
      path: '/',
      acceptLanguage: 'de-CH',
    });
    expect(JSON.parse(reply.body)).toMatchObject({ title: 'Nicht mehr vorhanden' });
  });
});
