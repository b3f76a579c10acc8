import fc from 'fast-check';

import { defineProblems } from '../define-problems.ts';
import { describeProblems } from '../docs/description.ts';
import type { ProblemOf } from './parsed-problem.ts';
import { type ProblemAnswer, readProblem } from './read-problem.ts';

const problems = defineProblems('https://api.example.com/errors/', {
  'out-of-credit': {
    status: 403,
    extensions: { balance: 'integer', accounts: 'string[]' },
  },
});
const catalogue = describeProblems(problems);

const answer: ProblemAnswer = {
  status: 403,
  statusText: 'Forbidden',
  url: 'https://api.example.com/api/a',
};
const read = (document: unknown, overrides: Partial<ProblemAnswer> = {}) =>
  readProblem<ProblemOf<typeof problems>>(document, { ...answer, ...overrides }, { catalogue });

/** What is read of an answer whose document tells nothing. */
const blank = { slug: null, type: 'about:blank', title: 'Forbidden', status: 403, errors: [] };

describe('reading a document', () => {
  it('tells its type by its slug, with the declared extensions', () => {
    const type = 'https://api.example.com/errors/out-of-credit';
    expect(read({ type, balance: 3, accounts: ['a'], x: 1 })).toEqual({
      ...{ slug: 'out-of-credit', type, title: 'Forbidden', status: 403, errors: [] },
      ...{ balance: 3, accounts: ['a'] },
    });
  });

  it('knows no type without a catalogue', () => {
    const type = 'https://api.example.com/errors/out-of-credit';
    expect(readProblem({ type }, answer)).toEqual({ ...blank, type });
  });

  it.each([undefined, null, 'text', 5, true, [], [{ title: 'T' }]])(
    'takes %j for no problem',
    (document) => {
      expect(read(document)).toEqual(blank);
    },
  );

  it('ignores members of another type than RFC 9457 gives them', () => {
    const members = { type: 5, title: {}, status: '403', detail: [], instance: 1, errors: {} };
    expect(read({ ...members, retry_after_ms: '1' })).toEqual(blank);
  });

  it.each([1.5, '3', null])('ignores the extension %j, which is no integer', (balance) => {
    const problem = read({ type: 'https://api.example.com/errors/out-of-credit', balance });
    expect(problem.slug).toBe('out-of-credit');
    expect(problem).not.toHaveProperty('balance');
  });

  it('ignores an array with one item of another type', () => {
    const type = 'https://api.example.com/errors/out-of-credit';
    expect(read({ type, accounts: ['a', 1] })).not.toHaveProperty('accounts');
  });

  it('gives a problem of that status for any JSON', () => {
    const reference = fc.oneof(fc.webUrl(), fc.string(), fc.jsonValue());
    const document = fc.oneof(
      fc.jsonValue(),
      fc.record({ type: reference, instance: reference, errors: fc.jsonValue() }),
    );
    fc.assert(
      fc.property(document, (given) => {
        const problem = read(given);
        expect(problem).toMatchObject({ status: 403, title: expect.any(String) });
        expect(problem.errors).toEqual(
          problem.errors.map(() =>
            expect.objectContaining({ field: expect.any(String), message: expect.any(String) }),
          ),
        );
      }),
    );
  });

  it('believes the status of the answer, not of the document', () => {
    expect(read({ status: 200 }).status).toBe(403);
  });

  it.each([
    ['the reason phrase', 'Forbidden', 'Forbidden'],
    ['the status, where HTTP/2 has no phrase', '', 'HTTP 403'],
    ['the status, where nobody knows the phrase', undefined, 'HTTP 403'],
  ])('without a title is called by %s', (_, statusText, title) => {
    expect(read({}, { statusText }).title).toBe(title);
  });

  it('resolves relative references against the address of the answer', () => {
    expect(read({ type: '/errors/out-of-credit', instance: '../problems/7?x#y' })).toMatchObject({
      slug: 'out-of-credit',
      instance: 'https://api.example.com/problems/7?x#y',
      occurrenceId: '7',
    });
  });

  it.each([undefined, ''])('keeps references where the address is %j', (url) => {
    const document = { type: '/errors/out-of-credit', instance: '/problems/7' };
    expect(read(document, { url })).toMatchObject({
      ...{ slug: null, type: '/errors/out-of-credit' },
      ...{ instance: '/problems/7', occurrenceId: '7' },
    });
  });

  it('does not take a slug that every object has', () => {
    expect(read({ type: 'https://api.example.com/errors/toString' }).slug).toBeNull();
  });

  it('lets no member reach a prototype', () => {
    const problem = read(
      JSON.parse(
        '{"__proto__":{"detail":"evil","polluted":1},"constructor":{"prototype":{"polluted":1}},"errors":[{"__proto__":{"field":"a","message":"b"}}]}',
      ),
    );
    expect(problem).toEqual(blank);
    expect(Object.getPrototypeOf(problem)).toBe(Object.prototype);
    expect({}).not.toHaveProperty('polluted');
  });

  it('reads no member that is inherited', () => {
    expect(read(Object.create({ title: 'T', detail: 'D' }))).toEqual(blank);
  });

  it('reads only field errors that are whole', () => {
    const whole = { field: 'a', message: 'b', in: 'body' };
    const errors = [null, 5, { field: 'a' }, { ...whole, code: 5, x: 1 }];
    expect(read({ errors }).errors).toEqual([whole]);
  });

  it.each([
    [{ retry_after_ms: 1500 }, '60', 1500],
    [{}, '60', 60_000],
    [{}, null, undefined],
    [{}, 60, undefined],
    [{ retry_after_ms: -1 }, 'Mon, 23 Nov 2026 02:00:00 GMT', undefined],
  ])('reads the wait from %j and Retry-After: %j', (document, header, expected) => {
    const headers = { get: (name: string) => (name === 'retry-after' ? header : null) };
    expect(read(document, { headers }).retryAfterMs).toBe(expected);
  });

  it('reads the last line of a stream by the status that the line tells', () => {
    const line = { type: 'problem', problemType: `${catalogue.base}out-of-credit`, status: 403 };
    const { problemType: type, status, ...members } = line;
    expect(readProblem({ ...members, type }, { status }, { catalogue })).toMatchObject({
      slug: 'out-of-credit',
      status: 403,
      title: 'HTTP 403',
    });
  });
});
