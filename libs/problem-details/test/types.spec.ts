import { defineProblems, type Problem } from '../src/index.ts';
import { match, parseProblem, type ProblemOf, type UnknownProblem } from '../src/client/index.ts';

const problems = defineProblems('https://api.example.com/errors/', {
  validation: { status: 400, detail: '{label} is required' },
  'out-of-credit': {
    status: 403,
    detail: 'That costs {cost}.',
    extensions: { balance: 'number', accounts: 'string[]' },
  },
});
type ApiProblem = ProblemOf<typeof problems>;

/** Compiles only if both types are the same. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(proof: Same<A, B>): boolean => proof;

/** Never called: its errors are the compiler's, which `typecheck` expects where they are marked. */
export function refusedByTheCompiler(received: ApiProblem | UnknownProblem): void {
  // @ts-expect-error -- the detail needs its parameter
  problems.validation();
  // @ts-expect-error -- of the right type
  problems.validation({ label: { text: 'Email' } });
  // @ts-expect-error -- and the extensions too
  problems.outOfCredit({ cost: 5, balance: 3 });
  // @ts-expect-error -- of their declared type
  problems.outOfCredit({ cost: 5, balance: '3', accounts: [] });
  // @ts-expect-error -- nothing else is sent
  problems.internal({ password: 'hunter2' });
  // @ts-expect-error -- factories are named in camel case
  problems['out-of-credit']({ cost: 5, balance: 3, accounts: [] });
  // @ts-expect-error -- an extension has a JSON type
  defineProblems('https://a.example/', { bad: { status: 400, extensions: { when: 'Date' } } });
  // @ts-expect-error -- internal is forgotten
  match(received, { validation: () => 1, 'out-of-credit': () => 1, other: () => 1 });
  // @ts-expect-error -- other is forgotten
  match(received, { validation: () => 1, 'out-of-credit': () => 1, internal: () => 1 });
  if (received.slug === 'out-of-credit') {
    // @ts-expect-error -- a server may leave an extension out
    received.balance.toFixed();
  }
}

describe('the types', () => {
  it('tell the slug of each factory', () => {
    expect(same<ReturnType<typeof problems.internal>, Problem<'internal'>>(true)).toBe(true);
    expect(same<Parameters<typeof problems.validation>['length'], 1>(true)).toBe(true);
  });

  it('tell clients of every type, its code and its extensions', () => {
    type OutOfCredit = Extract<ApiProblem, { slug: 'out-of-credit' }>;
    expect(same<ApiProblem['slug'], 'validation' | 'out-of-credit' | 'internal'>(true)).toBe(true);
    expect(same<OutOfCredit['code'], 'OUT_OF_CREDIT' | undefined>(true)).toBe(true);
    expect(same<OutOfCredit['accounts'], readonly string[] | undefined>(true)).toBe(true);
    const parsed = () => parseProblem(new Response(null, { status: 404 }));
    expect(same<Awaited<ReturnType<typeof parsed>>, UnknownProblem>(true)).toBe(true);
    return expect(parsed()).resolves.toMatchObject({ slug: null, status: 404 });
  });

  it('would notice a difference', () => {
    expect(same<'a', 'b'>(false)).toBe(false);
  });
});
