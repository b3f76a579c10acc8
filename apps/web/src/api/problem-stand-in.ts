import type { UnknownProblem } from '@unite/problem-details/client';

/** A problem that looks like any other, for specs to which only some of its members matter. */
export function problemStandIn(overrides: Partial<UnknownProblem> = {}): UnknownProblem {
  return {
    slug: null,
    type: 'about:blank',
    title: 'Something is wrong',
    status: 503,
    errors: [],
    ...overrides,
  };
}
