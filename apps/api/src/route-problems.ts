import type { FastifySchema } from 'fastify';

import type { ProblemSlug } from './problems.ts';

declare module 'fastify' {
  interface FastifySchema {
    /** What this route may answer beside the problems of every route; see {@link routeProblems}. */
    readonly problems?: readonly ProblemSlug[];
  }
}

/** What any request may end in. */
const always: readonly ProblemSlug[] = ['internal', 'timeout', 'shutting-down'];

/** What the search for the key of a request may end in. */
const withKey: readonly ProblemSlug[] = ['unauthorized', 'unavailable'];

const withBody: readonly ProblemSlug[] = [
  'validation',
  'malformed-body',
  'payload-too-large',
  'unsupported-media-type',
];

/**
 * Every problem that a route may answer: what its schema implies, and what it names itself.
 *
 * Requests that never reach a route have `malformed-request`, `request-timeout`, `header-too-large`,
 * `bad-request` (an address that cannot be decoded), `not-found` and `method-not-allowed`.
 */
export function routeProblems(
  schema: FastifySchema & { readonly security?: readonly unknown[] },
): readonly ProblemSlug[] {
  const isPublic = schema.security?.length === 0;
  return [
    ...new Set([
      ...(schema.querystring === undefined ? [] : (['validation'] as const)),
      ...(schema.body === undefined ? [] : withBody),
      ...(schema.problems ?? []),
      ...(isPublic ? [] : withKey),
      ...always,
    ]),
  ];
}
