import type { UnknownProblem } from '@unite/problem-details/client';

/** A problem that no server told: the browser noticed by itself that an answer is missing. */
export function browserProblem(told: {
  readonly title: string;
  readonly detail: string;
  /** In upper case, for specs and logs to name it by. */
  readonly code: string;
}): UnknownProblem {
  return { slug: null, type: 'about:blank', status: 0, errors: [], ...told };
}

/** The problem of a request that never got an answer. */
export const unreachable = browserProblem({
  title: 'The server cannot be reached',
  detail: 'Nothing you typed is lost.',
  code: 'UNREACHABLE',
});
