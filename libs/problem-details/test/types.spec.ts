import { defineProblems, type Problem } from '../src/index.ts';
import {
  match,
  parseProblem,
  readProblem,
  type ProblemOf,
  type UnknownProblem,
} from '../src/client/index.ts';

const problems = defineProblems('https://api.example.com/errors/', {
  validation: { status: 400, detail: '{label} is required' },
  'out-of-credit': {
    status: 403,
    detail: 'That costs {cost}.',
    extensions: { balance: 'number', accounts: 'string[]' },
  },
});
type ApiProblem = ProblemOf<typeof problems>;

/** The same catalogue as a client outside the server's repository has it. */
const described = {
  base: 'https://api.example.com/errors/',
  problems: {
    internal: { status: 500, extensions: {} },
    'out-of-credit': { status: 403, extensions: { balance: 'number', accounts: 'string[]' } },
    validation: { status: 400, extensions: {} },
  },
} as const;
type DescribedProblem = ProblemOf<typeof described>;

/** The same, as TypeScript types an imported `problems.api.json`. */
interface ImportedJson {
  readonly base: string;
  readonly problems: {
    readonly validation: { readonly status: number; readonly extensions: Record<never, never> };
    readonly 'out-of-credit': {
      readonly status: number;
      readonly extensions: { readonly balance: string };
    };
  };
}

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

/** Never called, too. */
export function refusedOfADescribedCatalogue(received: DescribedProblem | UnknownProblem): void {
  // @ts-expect-error -- internal is forgotten
  match(received, { validation: () => 1, 'out-of-credit': () => 1, other: () => 1 });
  if (received.slug === 'out-of-credit') {
    // @ts-expect-error -- a server may leave an extension out
    received.balance.toFixed();
  }
  if (received.slug === 'validation') {
    // @ts-expect-error -- that is an extension of another type
    received.balance?.toFixed();
  }
  // @ts-expect-error -- there is no such type
  if (received.slug === 'gone') return;
  const imported: ProblemOf<ImportedJson> = {
    ...{ slug: 'out-of-credit', type: 'about:blank', title: 'T', status: 403, errors: [] },
    balance: 3,
  };
  // @ts-expect-error -- JSON that is imported does not tell that the balance is a number
  imported.balance?.toFixed();
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

  it('tell the same of a described catalogue as of the defined one', () => {
    const members = { type: 'about:blank', title: 'T', status: 403, errors: [] } as const;
    const defined: ApiProblem = { ...members, slug: 'out-of-credit', balance: 3, accounts: ['a'] };
    const received: DescribedProblem = defined;
    const back: ApiProblem = received;
    const text = match<ApiProblem, string>(back, {
      validation: ({ errors }) => `${errors.length}`,
      'out-of-credit': ({ balance = 0, accounts = [] }) => `${balance} of ${accounts.join()}`,
      internal: ({ title }) => title,
      other: ({ title }) => title,
    });
    expect(text).toBe('3 of a');
    type OutOfCredit = Extract<DescribedProblem, { slug: 'out-of-credit' }>;
    expect(same<DescribedProblem['slug'], ApiProblem['slug']>(true)).toBe(true);
    expect(same<OutOfCredit['accounts'], readonly string[] | undefined>(true)).toBe(true);
    expect(same<OutOfCredit['code'], 'OUT_OF_CREDIT' | undefined>(true)).toBe(true);
    const read = () =>
      readProblem<DescribedProblem>(null, { status: 404 }, { catalogue: described });
    expect(same<ReturnType<typeof read>, DescribedProblem | UnknownProblem>(true)).toBe(true);
    expect(read()).toMatchObject({ slug: null, status: 404 });
  });

  it('tell the slugs of a catalogue that is imported as JSON', () => {
    type Imported = ProblemOf<ImportedJson>;
    expect(same<Imported['slug'], 'validation' | 'out-of-credit'>(true)).toBe(true);
    type Balance = Extract<Imported, { slug: 'out-of-credit' }>['balance'];
    expect(same<Balance, unknown>(true)).toBe(true);
    expect(same<ProblemOf<{ readonly base: string }>, never>(true)).toBe(true);
  });

  it('would notice a difference', () => {
    expect(same<'a', 'b'>(false)).toBe(false);
  });
});
