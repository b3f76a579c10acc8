import { catalogue } from './catalogue.ts';
import { defineProblems } from './define-problems.ts';
import { problemDocument, problemHeaders } from './document.ts';
import { isProblemDetailsError, ProblemDetailsError } from './errors.ts';
import { isProblem } from './problem.ts';
import { toProblem } from './to-problem.ts';

const problems = defineProblems('https://api.example.com/errors/', {
  busy: { status: 503, title: 'Busy', detail: 'Come back.', retryAfterMs: 1500 },
  'not-found': { status: 404, cacheSeconds: 60, deprecatedSince: '2026-11-23' },
  'out-of-credit': { status: 403, detail: 'Costs {cost}', extensions: { balance: 'number' } },
});

/** What another copy of this package makes: the same classes, loaded again. */
function anotherCopy(): { readonly problems: typeof problems } {
  let copy: { defineProblems: typeof defineProblems } | undefined;
  jest.isolateModules(() => {
    copy = jest.requireActual('./define-problems.ts');
  });
  if (copy === undefined) throw new Error('the copy was not loaded');
  const { base, definitions } = problems[catalogue];
  return { problems: copy.defineProblems(base, definitions) as typeof problems };
}

describe('a problem', () => {
  it('is an error for frameworks and loggers', () => {
    const problem = problems.busy({ cause: 'the database' });
    expect(problem).toBeInstanceOf(Error);
    expect(problem).toMatchObject({
      name: 'Problem',
      message: 'Come back.',
      stack: 'Problem [BUSY]: Come back.',
      cause: 'the database',
      slug: 'busy',
      status: 503,
      statusCode: 503,
      code: 'BUSY',
    });
  });

  it('captures no stack', () => {
    const prepare = jest.spyOn(Error, 'captureStackTrace');
    const before = Error.prepareStackTrace;
    const frames = jest.fn(() => '');
    Error.prepareStackTrace = frames;
    const problem = problems.busy();
    expect(Object.hasOwn(problem, 'stack')).toBe(false);
    expect(problem.stack).not.toContain('at ');
    Error.prepareStackTrace = before;
    expect(frames).not.toHaveBeenCalled();
    expect(prepare).not.toHaveBeenCalled();
    prepare.mockRestore();
  });

  it('does not print its cause', () => {
    expect(JSON.stringify(problems.busy({ cause: new Error('secret') }))).not.toContain('secret');
  });

  it('lets frameworks write on it without changing the answer', () => {
    const problem = Object.assign(problems.busy(), { status: 200, code: 'FST_X', validation: 'x' });
    expect(problemDocument(problem, { id: '1', path: '/' })).toMatchObject({
      status: 503,
      code: 'BUSY',
    });
  });

  it('is recognised across copies of the package', () => {
    const foreign = anotherCopy().problems.outOfCredit({ balance: 3, cost: 5 });
    expect(foreign.constructor).not.toBe(problems.busy().constructor);
    expect(isProblem(foreign)).toBe(true);
    expect(toProblem(foreign, problems)).toBe(foreign);
    expect(problemDocument(foreign, { id: '1', path: '/' })).toMatchObject({
      type: 'https://api.example.com/errors/out-of-credit',
      detail: 'Costs 5',
      balance: 3,
    });
  });

  it('is not recognised by its looks', () => {
    expect(isProblem({ ...problems.busy() })).toBe(false);
    expect(isProblem(JSON.parse(JSON.stringify(problems.busy())))).toBe(false);
  });
});

describe('its headers', () => {
  it('tell the same wait as the member, in whole seconds, never less', () => {
    expect(problemHeaders(problems.busy())).toMatchObject({ 'retry-after': '2' });
    expect(problemHeaders(problems.busy({ retryAfterMs: 3000 }))).toMatchObject({
      'retry-after': '3',
    });
    expect(problemHeaders(problems.busy({ retryAfterMs: -1 }))).not.toHaveProperty('retry-after');
  });

  it('forbid caching unless the definition allows it', () => {
    expect(problemHeaders(problems.busy())).toMatchObject({ 'cache-control': 'no-store' });
    expect(problemHeaders(problems.notFound())).toMatchObject({ 'cache-control': 'max-age=60' });
  });

  it('tell since when a type is deprecated', () => {
    expect(problemHeaders(problems.notFound())).toMatchObject({ deprecation: '@1795392000' });
  });

  it('leave out what a server could not send', () => {
    const headers = { Allow: 'GET', 'x y': '1', 'x-split': 'a\r\nb', 'x-umlaut': 'ü' };
    expect(problemHeaders(problems.busy({ headers }))).toEqual({
      allow: 'GET',
      'cache-control': 'no-store',
      'retry-after': '2',
    });
  });
});

describe('an error of a catalogue', () => {
  it('is recognised by its brand and code', () => {
    const error = new ProblemDetailsError('PROBLEM_SLUG_INVALID', 'x');
    expect(isProblemDetailsError(error)).toBe(true);
    expect(isProblemDetailsError(error, 'PROBLEM_SLUG_INVALID')).toBe(true);
    expect(isProblemDetailsError(error, 'PROBLEM_BASE_INVALID')).toBe(false);
    expect(isProblemDetailsError(new Error('PROBLEM_SLUG_INVALID'))).toBe(false);
  });
});
