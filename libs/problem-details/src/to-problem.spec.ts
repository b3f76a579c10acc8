import fc from 'fast-check';

import { defineProblems } from './define-problems.ts';
import { problemDocument, problemHeaders } from './document.ts';
import { systemFailure } from './http/system-failure.ts';
import { pgMapping } from './pg/index.ts';
import { hostileValues } from './testing/hostile-values.ts';
import { type ProblemMapping, toProblem } from './to-problem.ts';
import { zodMapping } from './zod/index.ts';

const problems = defineProblems('https://api.example.com/errors/', {
  conflict: { status: 409, detail: 'It exists.' },
});
const mappings = [pgMapping(), zodMapping(), systemFailure];

function told(thrown: unknown): string {
  const problem = toProblem(thrown, problems, mappings);
  return JSON.stringify([
    problemDocument(problem, { id: '1', path: '/' }),
    problemHeaders(problem),
  ]);
}

describe('what was thrown', () => {
  it.each(hostileValues().map(({ name, value }) => [name, value] as const))(
    'becomes an internal problem when it is %s',
    (_, value) => {
      expect(toProblem(value, problems, mappings).slug).toBe('internal');
      expect(told(value)).not.toContain('hostile');
    },
  );

  it('is the cause of the problem that it becomes', () => {
    const thrown = new Error('secret');
    expect(toProblem(thrown, problems).cause).toBe(thrown);
  });

  it('is what the first mapping that knows it says', () => {
    const first: ProblemMapping = () => undefined;
    const second: ProblemMapping = () => ({ slug: 'conflict', status: 409 });
    expect(toProblem('x', problems, [first, second]).slug).toBe('conflict');
  });

  it('is blank with its status when the catalogue lacks the type', () => {
    const problem = toProblem('x', problems, [() => ({ slug: 'not-found', status: 404 })]);
    expect(problemDocument(problem, { id: '1', path: '/' })).toMatchObject({
      type: 'about:blank',
      title: 'Not found',
      status: 404,
    });
  });

  it('goes to the next mapping when one breaks', () => {
    const broken: ProblemMapping = () => {
      throw new Error('secret');
    };
    expect(toProblem('x', problems, [broken, () => ({ slug: 'conflict', status: 409 })]).slug).toBe(
      'conflict',
    );
  });

  it('never brings a secret to the client', () => {
    const secret = 'sk-live-4242';
    const leaky = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constant(secret),
        fc.constant(`Key (email)=(${secret}) already exists`),
        fc.constantFrom('23505', '42501', 'ECONNREFUSED', 'ZodError', 'ERROR', 404, null),
        fc.dictionary(
          fc.constantFrom(
            ...['message', 'name', 'code', 'severity', 'detail', 'constraint', 'cause', 'status'],
            ...['statusCode', 'title', 'type', 'headers', 'errors', 'retryAfterMs', 'routine'],
          ),
          tie('value'),
        ),
        fc.array(tie('value'), { maxLength: 3 }),
      ),
    })).value;
    fc.assert(
      fc.property(leaky, fc.boolean(), (value, isError) => {
        const thrown = isError ? Object.assign(new Error(secret), value) : value;
        expect(told(thrown)).not.toContain(secret);
      }),
      { numRuns: 2000 },
    );
  });

  it('would be caught if it were copied into the answer', () => {
    const copying: ProblemMapping = (thrown) => ({
      slug: 'conflict',
      status: 409,
      errors: [{ field: '', message: (thrown as Error).message }],
    });
    const problem = toProblem(new Error('sk-live-4242'), problems, [copying]);
    expect(JSON.stringify(problemDocument(problem, { id: '1', path: '/' }))).toContain(
      'sk-live-4242',
    );
  });
});
