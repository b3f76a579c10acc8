/** @jest-environment node */
import { catalogueFaults, responseFaults } from '@unite/problem-details/testing';

import { answerWebProblem, withWebProblems } from './web-problem-answers.ts';
import { webProblems } from './web-problems.ts';

const request = new Request('http://app.test/api/w/1/contacts?search=secret', {
  headers: { 'accept-language': 'en' },
});

describe("this web server's own problems", () => {
  it('are documented and told in English and German', () => {
    expect(catalogueFaults(webProblems, { locales: ['de'] })).toEqual([]);
  });

  it('are answers whose type leads to a page of this server', async () => {
    const response = answerWebProblem(webProblems.unauthorized(), request);
    const { type } = await response.clone().json();
    expect(type).toBe('https://app.unite-hub.com/errors/unauthorized');
    expect(
      await responseFaults(response, webProblems, { slug: 'unauthorized', secrets: ['secret'] }),
    ).toEqual([]);
  });

  it('are what a handler returns, and what it throws', async () => {
    for (const handler of [
      () => webProblems.notFound(),
      () => {
        throw webProblems.notFound();
      },
    ]) {
      const response = await withWebProblems(handler)(request, {});
      expect(await responseFaults(response, webProblems, { slug: 'not-found' })).toEqual([]);
    }
  });

  it('tell nothing of a fault, which the log tells', async () => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const response = await withWebProblems(() => {
      throw new Error('hunter2');
    })(request, {});
    const secrets = ['hunter2'];
    expect(await responseFaults(response, webProblems, { slug: 'internal', secrets })).toEqual([]);
    expect(write.mock.calls.join()).toContain('hunter2');
    write.mockRestore();
  });
});
