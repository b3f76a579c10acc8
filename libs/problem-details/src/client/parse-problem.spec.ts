import fc from 'fast-check';

import { defineProblems } from '../define-problems.ts';
import { describeProblems } from '../docs/description.ts';
import { createResponder } from '../http/responder.ts';
import { webResponse } from '../http/web-response.ts';
import { parseProblem } from './parse-problem.ts';
import type { ProblemOf } from './parsed-problem.ts';

const problems = defineProblems('https://api.example.com/errors/', {
  'out-of-credit': {
    status: 403,
    title: 'Out of credit',
    detail: 'That costs {cost}.',
    extensions: { balance: 'integer', accounts: 'string[]' },
  },
});
const catalogue = describeProblems(problems);

function answer(
  body: string,
  headers: Record<string, string> = { 'content-type': 'application/problem+json' },
  status = 403,
): Response {
  const response = new Response(body, { status, headers, statusText: 'Forbidden' });
  return Object.defineProperty(response, 'url', { value: 'https://api.example.com/api/a' });
}

const parse = (response: Response) =>
  parseProblem<ProblemOf<typeof problems>>(response, { catalogue });

describe('parsing a problem', () => {
  it('tells its type by its slug, with the declared extensions', async () => {
    const problem = await parse(
      answer(
        '{"type":"https://api.example.com/errors/out-of-credit","balance":3,"accounts":["a"],"x":1}',
      ),
    );
    expect(problem).toEqual({
      slug: 'out-of-credit',
      type: 'https://api.example.com/errors/out-of-credit',
      title: 'Forbidden',
      status: 403,
      errors: [],
      balance: 3,
      accounts: ['a'],
    });
  });

  it.each([
    'application/problem+json',
    'application/problem+json; charset=utf-8',
    'Application/Problem+JSON ;charset=utf-8',
  ])('accepts the media type %s', async (type) => {
    const problem = await parse(answer('{"title":"T"}', { 'content-type': type }));
    expect(problem.title).toBe('T');
  });

  it.each(['application/json', 'text/html', 'application/problem+jsonp', ''])(
    'does not read a body of the media type "%s"',
    async (type) => {
      const problem = await parse(answer('{"title":"T"}', { 'content-type': type }));
      expect(problem).toMatchObject({ slug: null, type: 'about:blank', title: 'Forbidden' });
    },
  );

  it('believes the HTTP status, not the document', async () => {
    expect((await parse(answer('{"status":200}'))).status).toBe(403);
  });

  it('resolves relative references against the address of the response', async () => {
    const problem = await parse(answer('{"type":"/errors/out-of-credit"}'));
    expect(problem.slug).toBe('out-of-credit');
  });

  it('reads the wait from the header Retry-After', async () => {
    const headers = { 'content-type': 'application/problem+json', 'retry-after': '60' };
    expect((await parse(answer('{}', headers))).retryAfterMs).toBe(60_000);
  });

  it.each(['[]', '"text"', 'null', '', '{"title":"T"', '<html>'])(
    'takes the body %s for no problem',
    async (body) => {
      expect((await parse(answer(body))).title).toBe('Forbidden');
    },
  );

  it('takes a body that is too long for no problem, without reading it whole', async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(1024).fill(32));
      },
    });
    const response = new Response(endless, {
      status: 500,
      headers: { 'content-type': 'application/problem+json' },
    });
    const problem = await parseProblem(response, { maxBytes: 4096 });
    expect(problem).toMatchObject({ slug: null, status: 500 });
    expect(pulled).toBeLessThan(10);
  });

  it('is the inverse of answering', async () => {
    const respond = createResponder({ problems });
    const text = fc.string({ unit: 'binary', maxLength: 50 });
    const errors = fc.array(fc.record({ field: text, message: text, code: text }), {
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          balance: fc.integer(),
          accounts: fc.array(text, { maxLength: 3 }),
          cost: fc.integer(),
          errors,
          retryAfterMs: fc.nat(),
        }),
        fc.uuid(),
        async (given, occurrenceId) => {
          const reply = respond(problems.outOfCredit(given), { path: '/api/a', occurrenceId });
          const sent: Record<string, unknown> = JSON.parse(reply.body);
          const { retry_after_ms: retryAfterMs, ...members } = sent;
          expect(await parse(webResponse(reply))).toEqual({
            ...members,
            slug: 'out-of-credit',
            occurrenceId,
            retryAfterMs,
          });
        },
      ),
      { numRuns: 200 },
    );
  });
});
