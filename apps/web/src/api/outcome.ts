import type { Problem } from './problem.ts';

/** What came of a request: the value, or the problem that the API told. Never an exception. */
export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };
