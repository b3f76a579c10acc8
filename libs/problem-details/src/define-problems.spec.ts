import { defineProblems } from './define-problems.ts';
import type { ProblemDefinitions } from './definition.ts';
import { problemDocument } from './document.ts';
import { isProblemDetailsError } from './errors.ts';

const base = 'https://api.example.com/errors/';
const occurrence = { id: 'id-1', path: '/api/contacts' };

const problems = defineProblems(base, {
  validation: { status: 400, title: 'Validation Error', detail: '{label} field is required' },
  'out-of-credit': {
    status: 403,
    title: 'Out of credit',
    detail: 'You have {balance}, that costs {cost}.',
    extensions: { balance: 'number', accounts: 'string[]' },
    translations: { de: { title: 'Kein Guthaben', detail: 'Das kostet {cost}.' } },
  },
  busy: { status: 503, retryAfterMs: 1500 },
});

describe('a catalogue', () => {
  it('names each factory after its slug', () => {
    expect(Object.keys(problems)).toEqual(['internal', 'validation', 'outOfCredit', 'busy']);
  });

  it('has an internal problem that says nothing', () => {
    expect(problemDocument(problems.internal({ cause: new Error('secret') }), occurrence)).toEqual({
      type: `${base}internal`,
      title: 'Internal Server Error',
      status: 500,
      instance: 'https://api.example.com/problems/id-1',
      path: '/api/contacts',
      code: 'INTERNAL',
    });
  });

  it('may say internal in its own words', () => {
    const own = defineProblems(base, { internal: { status: 500, title: 'Oops' } });
    expect(problemDocument(own.internal(), occurrence)).toMatchObject({ title: 'Oops' });
  });

  it('names occurrences below another address when it is told to', () => {
    const own = defineProblems(base, {}, { instances: 'urn:unite:problem:' });
    expect(problemDocument(own.internal(), { ...occurrence, id: 'a/b' }).instance).toBe(
      'urn:unite:problem:a%2Fb',
    );
  });

  it.each<[string, string, ProblemDefinitions]>([
    ['PROBLEM_BASE_INVALID', '/errors/', {}],
    ['PROBLEM_BASE_INVALID', 'https://api.example.com/errors', {}],
    ['PROBLEM_SLUG_INVALID', base, { notFound: { status: 404 } }],
    ['PROBLEM_SLUG_INVALID', base, { 'not--found': { status: 404 } }],
    ['PROBLEM_NAME_TAKEN', base, { 'a-1': { status: 400 }, a1: { status: 400 } }],
    ['PROBLEM_STATUS_INVALID', base, { fine: { status: 200 } }],
    ['PROBLEM_STATUS_INVALID', base, { fine: { status: 400.5 } }],
    ['PROBLEM_DETAIL_INVALID', base, { oops: { status: 500, detail: 'It was {reason}' } }],
    ['PROBLEM_DETAIL_INVALID', base, { oops: { status: 400, detail: 'It was {cause}' } }],
    [
      'PROBLEM_EXTENSION_INVALID',
      base,
      { oops: { status: 400, extensions: { status: 'integer' } } },
    ],
    [
      'PROBLEM_EXTENSION_INVALID',
      base,
      { oops: { status: 400, extensions: { 'a-b-c': 'string' } } },
    ],
    ['PROBLEM_EXTENSION_INVALID', base, { oops: { status: 400, extensions: { id: 'string' } } }],
    [
      'PROBLEM_TRANSLATION_INVALID',
      base,
      { oops: { status: 400, detail: '{a}', translations: { de: { title: 'O', detail: '{b}' } } } },
    ],
    ['PROBLEM_CACHE_INVALID', base, { oops: { status: 403, cacheSeconds: 60 } }],
  ])('refuses with %s: %s %j', (code, at, definitions) => {
    let thrown: unknown;
    try {
      defineProblems(at, definitions);
    } catch (error) {
      thrown = error;
    }
    expect(isProblemDetailsError(thrown)).toBe(true);
    expect(thrown).toMatchObject({ code });
  });
});

describe('a document', () => {
  it('has the members in a fixed order, extensions behind the standard ones', () => {
    const problem = problems.outOfCredit({ balance: 30, cost: 50, accounts: ['/a/1'] });
    expect(Object.entries(problemDocument(problem, occurrence))).toEqual([
      ['type', `${base}out-of-credit`],
      ['title', 'Out of credit'],
      ['status', 403],
      ['detail', 'You have 30, that costs 50.'],
      ['instance', 'https://api.example.com/problems/id-1'],
      ['path', '/api/contacts'],
      ['code', 'OUT_OF_CREDIT'],
      ['balance', 30],
      ['accounts', ['/a/1']],
    ]);
  });

  it('is told in a language of its definition', () => {
    const problem = problems.outOfCredit({ balance: 30, cost: 50, accounts: [] });
    expect(problemDocument(problem, { ...occurrence, locale: 'de' })).toMatchObject({
      title: 'Kein Guthaben',
      detail: 'Das kostet 50.',
    });
    expect(problemDocument(problem, { ...occurrence, locale: 'toString' }).title).toBe(
      'Out of credit',
    );
  });

  it('leaves out extensions of another type than declared, and what is not declared', () => {
    const wrong: object = { balance: Number.NaN, accounts: [1], cost: 5, password: 'hunter2' };
    const document = problemDocument(
      problems.outOfCredit(wrong as { balance: 1; accounts: []; cost: 1 }),
      occurrence,
    );
    expect(Object.keys(document)).toEqual([
      'type',
      'title',
      'status',
      'detail',
      'instance',
      'path',
      'code',
    ]);
  });

  it('never prints an object into a sentence', () => {
    const wrong: object = { label: { password: 'hunter2' } };
    const problem = problems.validation(wrong as { label: string });
    expect(problemDocument(problem, occurrence).detail).toBe('… field is required');
  });

  it('keeps line breaks out of sentences', () => {
    const problem = problems.validation({ label: 'a\r\nSet-Cookie: b\u2028' });
    expect(problem.message).toBe('a Set-Cookie: b  field is required');
  });

  it('has the title of its slug when it is given none', () => {
    expect(problemDocument(problems.busy(), occurrence)).toMatchObject({
      title: 'Busy',
      retry_after_ms: 1500,
    });
  });

  it('keeps at most 100 field errors, and only their known text', () => {
    const errors = Array.from({ length: 150 }, () => ({
      field: 'a',
      message: 'b',
      input: 'secret',
    }));
    const document = problemDocument(problems.validation({ label: 'A', errors }), occurrence);
    expect(document.errors).toEqual(
      Array.from({ length: 100 }, () => ({ field: 'a', message: 'b' })),
    );
  });

  it('lists no field errors from status 500 on', () => {
    const errors = [{ field: 'password', message: 'leaked' }];
    expect(problemDocument(problems.busy({ errors }), occurrence)).not.toHaveProperty('errors');
  });

  it('is refused for anything but a problem', () => {
    const wrong: unknown = new Error('no');
    expect(() => problemDocument(wrong as never, occurrence)).toThrow(TypeError);
  });
});
