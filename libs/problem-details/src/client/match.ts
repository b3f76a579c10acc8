import type { UnknownProblem } from './parsed-problem.ts';

/** One function per type of problem, and `other` for what a newer server may answer. */
export type Cases<P extends { readonly slug: string | null }, R> = {
  readonly [Slug in Exclude<P['slug'], null>]: (problem: Extract<P, { readonly slug: Slug }>) => R;
} & { readonly other: (problem: UnknownProblem) => R };

/**
 * Calls the function for the type of `problem`. A type that is forgotten does not compile.
 *
 * @example match(problem, { 'not-found': () => 'gone', validation: ({ errors }) => show(errors), other: ({ title }) => title });
 */
export function match<P extends { readonly slug: string | null }, R>(
  problem: P,
  cases: Cases<P, R>,
): R {
  const { slug } = problem;
  const known: Readonly<Record<string, (problem: never) => R>> = cases;
  const chosen = slug !== null && Object.hasOwn(known, slug) ? known[slug] : undefined;
  // Each case takes the member of the union with its slug; the compiler cannot see that from here.
  return (chosen ?? known['other'] ?? unreachable)(problem as never);
}

function unreachable(): never {
  throw new TypeError('match needs the case other');
}
