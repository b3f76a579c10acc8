import { catalogue } from '../catalogue.ts';
import { defineProblems } from '../define-problems.ts';
import type { FieldError } from '../field-error.ts';
import { match } from './match.ts';
import type { ProblemOf, UnknownProblem } from './parsed-problem.ts';

const problems = defineProblems('https://api.example.com/errors/', {
  validation: { status: 400 },
  'out-of-credit': { status: 403, extensions: { balance: 'number' } },
});
type ApiProblem = ProblemOf<typeof problems>;

const members = { type: 'about:blank', title: 'T', status: 400, errors: [] };
const cases = {
  validation: ({ errors }: { errors: readonly FieldError[] }) => `${errors.length} errors`,
  'out-of-credit': ({ balance }: { balance?: number }) => `balance ${balance}`,
  internal: () => 'internal',
  other: ({ title }: UnknownProblem) => title,
};

describe('matching a problem', () => {
  it('has a function for each type of the catalogue, and one for others', () => {
    const slugs = [...problems[catalogue].entries.keys()];
    expect(Object.keys(cases).toSorted()).toEqual([...slugs, 'other'].toSorted());
  });

  it('calls the function of its type', () => {
    const problem: ApiProblem | UnknownProblem = { ...members, slug: 'out-of-credit', balance: 3 };
    expect(match<ApiProblem | UnknownProblem, string>(problem, cases)).toBe('balance 3');
  });

  it('calls other for a type that the client does not know', () => {
    const unknown: UnknownProblem = { ...members, slug: null };
    expect(match<ApiProblem | UnknownProblem, string>(unknown, cases)).toBe('T');
    const newer = { ...unknown, slug: 'toString' } as unknown as UnknownProblem;
    expect(match<ApiProblem | UnknownProblem, string>(newer, cases)).toBe('T');
  });

  it('says what is missing in plain JavaScript', () => {
    const problem: UnknownProblem = { ...members, slug: null };
    expect(() => match(problem, {} as typeof cases)).toThrow('match needs the case other');
  });
});
