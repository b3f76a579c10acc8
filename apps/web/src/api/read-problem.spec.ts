/** @jest-environment node */
import { apiProblems } from './api-problems.ts';
import { problemInLine } from './problem-line.ts';
import { problemIn, problemOf } from './read-problem.ts';

const document = {
  type: `${apiProblems.base}validation`,
  title: 'The request is not valid',
  status: 400,
  detail: 'One field is not valid.',
  instance: 'https://api.unite-hub.com/problems/42',
  code: 'VALIDATION',
  errors: [{ field: 'email', message: 'Must be an e-mail address', code: 'invalid_email' }],
};

describe('a problem of the API', () => {
  it('is read of a response, with its fields, its occurrence and the time to wait', async () => {
    const headers = { 'content-type': 'application/problem+json', 'retry-after': '5' };
    const response = new Response(JSON.stringify(document), { status: 400, headers });
    await expect(problemOf(response)).resolves.toEqual({
      ...document,
      slug: 'validation',
      occurrenceId: '42',
      retryAfterMs: 5_000,
    });
  });

  it('is read of JSON that something else has parsed', () => {
    expect(problemIn(document, { status: 400 })).toMatchObject({ slug: 'validation' });
  });

  it('is read of the last line of a stream, by its own type and status', () => {
    const { type: problemType, ...members } = document;
    expect(problemInLine({ ...members, type: 'problem', problemType })).toMatchObject({
      slug: 'validation',
      status: 400,
      occurrenceId: '42',
    });
    expect(problemInLine({ type: 'problem' })).toMatchObject({ slug: null, status: 500 });
  });

  it('tells its extensions', () => {
    const type = `${apiProblems.base}import-interrupted`;
    expect(problemIn({ type, imported_rows: 12 }, { status: 503 })).toMatchObject({
      slug: 'import-interrupted',
      imported_rows: 12,
    });
  });

  it('of a type that this app does not know still says what happened', () => {
    const type = `${apiProblems.base}newer`;
    expect(problemIn({ ...document, type }, { status: 400 })).toMatchObject({
      slug: null,
      title: 'The request is not valid',
    });
  });

  it('that is no problem document says its status', async () => {
    const response = new Response('<html>', { status: 502, statusText: 'Bad Gateway' });
    await expect(problemOf(response)).resolves.toMatchObject({
      ...{ slug: null, title: 'Bad Gateway', status: 502, errors: [] },
    });
  });
});
