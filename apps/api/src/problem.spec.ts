import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  type ProblemSlug,
  isProblem,
  problem,
  problemDocument,
  problemLine,
  problems,
} from './problem.ts';

const occurrence = { occurrenceId: 'id 1', path: '/api/contacts' };
// The keys of the catalogue are its slugs.
const slugs = Object.keys(problems) as ProblemSlug[];

describe('a problem', () => {
  it.each(slugs)('%s has a document of its own', (slug) => {
    expect(problemDocument(problem(slug), occurrence)).toEqual({
      type: `https://api.unite-hub.com/errors/${slug}`,
      title: problems[slug].title,
      status: problems[slug].status,
      detail: problems[slug].detail,
      instance: 'https://api.unite-hub.com/problems/id%201',
      path: '/api/contacts',
      code: slug.toUpperCase().replaceAll('-', '_'),
    });
  });

  it('is recognised across copies of the module, and nothing else is', () => {
    const brand = Symbol.for('@unite/api.problem');
    expect(
      [problem('internal'), { [brand]: true }, new Error('x'), null, 'x'].map(isProblem),
    ).toEqual([...[true, true, false, false, false]]);
  });

  it('keeps its cause to itself', () => {
    const failure = problem('internal', { detail: 'secret', cause: new Error('secret') });
    expect(failure.cause).toBeInstanceOf(Error);
    expect(JSON.stringify(problemDocument(failure, occurrence))).not.toContain('secret');
  });

  it('asks for a retry in whole seconds, at least one', () => {
    const seconds = (value: number) =>
      problem('ai-rate-limited', { retryAfterSeconds: value }).headers['retry-after'];
    expect([seconds(0), seconds(0.2), seconds(7.1)]).toEqual(['1', '1', '8']);
  });

  it('is one line of a stream with its type moved aside', () => {
    const line = problemLine(problemDocument(problem('timeout'), occurrence));
    expect(line.endsWith('}\n')).toBe(true);
    expect(JSON.parse(line)).toMatchObject({
      type: 'problem',
      problemType: 'https://api.unite-hub.com/errors/timeout',
      status: 504,
    });
  });

  it.each(slugs)('%s is documented', (slug) => {
    const folder = process.cwd().endsWith('api') ? '.' : 'apps/api';
    const readme = readFileSync(join(process.cwd(), folder, 'README.md'), 'utf8');
    const { status, title } = problems[slug];
    expect(readme).toContain(`| \`${slug}\` | ${status} | ${title} |`);
  });
});
