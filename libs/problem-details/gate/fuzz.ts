import fc from 'fast-check';

import {
  createResponder,
  type ProblemReply,
  type ProblemRequest,
  type ResponderOptions,
} from '../src/http/index.ts';
import { commonProblems } from '../src/common/index.ts';
import { expressFailure } from '../src/express/index.ts';
import { fastifyFailure } from '../src/fastify/index.ts';
import { defineProblems, type ProblemMapping } from '../src/index.ts';
import { pgMapping } from '../src/pg/index.ts';
import { hostileValues } from '../src/testing/index.ts';
import { zodMapping } from '../src/zod/index.ts';

/** Answers in any form and language; what it throws is the caller's finding. */
export type Respond = (thrown: unknown, request: ProblemRequest) => ProblemReply;

const problems = defineProblems('https://api.example.com/errors/', commonProblems);

/** Every mapping of the package at once, so that one error can take any way through it. */
export const mappings: readonly ProblemMapping[] = [
  pgMapping(),
  zodMapping(),
  fastifyFailure,
  expressFailure,
];

/** The responder that the claims are about. */
export function responder(options: Partial<ResponderOptions> = {}): Respond {
  return createResponder({ problems, mappings, ...options });
}

const requests: fc.Arbitrary<ProblemRequest> = fc.record({
  path: fc.constantFrom('/api/contacts', '', '/%zz', '/\ud800'),
  method: fc.constantFrom('GET', 'POST', 'HEAD'),
  accept: fc.constantFrom(undefined, '*/*', 'text/html', 'application/xml', 'image/png', ';;q=,'),
  acceptLanguage: fc.constantFrom(undefined, 'de-AT', '*', ';', 'x'.repeat(2000)),
});

/** Members that frameworks, drivers, validators and loggers put on errors. */
const members = [
  ...[
    'message',
    'name',
    'stack',
    'code',
    'cause',
    'errors',
    'status',
    'statusCode',
    'type',
    'title',
  ],
  ...[
    'detail',
    'hint',
    'where',
    'query',
    'parameters',
    'constraint',
    'severity',
    'routine',
    'table',
  ],
  ...[
    'headers',
    'body',
    'expose',
    'issues',
    'validation',
    'validationContext',
    'config',
    'response',
  ],
  ...['digest', 'retryAfterMs', 'slug', 'params', 'toString', 'toJSON', 'path', 'input'],
];

/** Values that lead into a mapping. */
const bait = [
  ...['23505', '23503', '42501', '57014', '08006', 'ERROR', 'ExecWithCheckOptions', 'ZodError'],
  ...['ECONNREFUSED', 'ETIMEDOUT', 'AbortError', 'TimeoutError', 'FST_ERR_VALIDATION', 'body'],
  ...[400, 401, 404, 413, 422, 429, 500, 503, null, true],
];

function leaky(secret: string): fc.Arbitrary<unknown> {
  const texts = [
    secret,
    `connect ECONNREFUSED 10.0.0.5 password=${secret}`,
    `Key (email)=(${secret}) already exists.`,
    `select * from users where token = '${secret}'`,
    `must match pattern "^${secret}$"`,
    `<script>${secret}</script>`,
  ];
  return fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.constantFrom(...texts),
      fc.constantFrom(...bait),
      fc.dictionary(fc.constantFrom(...members), tie('value'), { maxKeys: 8 }),
      fc.array(tie('value'), { maxLength: 2 }),
    ),
  })).value;
}

/** Each wraps what was generated as some library would. */
const wrappers: readonly ((value: unknown, secret: string) => unknown)[] = [
  (value) => value,
  (value, secret) => Object.assign(new Error(secret), Object(value)),
  (value, secret) => new Error(secret, { cause: value }),
  (value, secret) => Object.assign(new TypeError(secret), Object(value)),
  (value, secret) => new AggregateError([value], secret),
  (value, secret) =>
    Object.assign(new Error(secret), { severity: 'ERROR', code: '23505' }, Object(value)),
];

// Its issues' texts are the validator's own, so the ways into the validators are baited only by name.
const withoutIssues = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'issues' in value
    ? { ...value, issues: undefined }
    : value;

/** How many of `count` fuzzed errors told their secret to the client. */
export function countLeaks(respond: Respond, count: number, seed: number): number {
  const secret = 'sk-live-9f2c71';
  const cases = fc.sample(fc.tuple(leaky(secret), fc.nat(wrappers.length - 1), requests), {
    numRuns: count,
    seed,
  });
  return cases.filter(([value, wrapper, request]) => {
    const thrown = wrappers[wrapper]?.(withoutIssues(value), secret);
    const { headers, body } = respond(thrown, request);
    return `${body}${JSON.stringify(headers)}`.includes(secret);
  }).length;
}

const brand = Symbol.for('@unite/problem');

const wellKnown: readonly unknown[] = [...hostileValues().map(({ value }) => value), ...bait];

const refuse = (): never => {
  throw new Error('hostile');
};

/**
 * Makers of objects, functions and errors of which any member or trap may throw, answer nonsense or be
 * hostile itself; makers, because fast-check looks at what it generates.
 */
const hostile: fc.Arbitrary<() => unknown> = fc.letrec<{ make: () => unknown }>((tie) => ({
  make: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.nat(wellKnown.length - 1).map((n) => () => wellKnown[n]),
    fc
      .tuple(
        fc.uniqueArray(fc.constantFrom<PropertyKey>(...members, brand)),
        tie('make'),
        fc.boolean(),
      )
      .map(([names, make, throws]) => () => {
        const get = throws ? refuse : make;
        const member = { get, enumerable: true, configurable: true };
        const object = names.includes('stack') ? new Error('hostile') : {};
        return Object.defineProperties(
          object,
          Object.fromEntries(names.map((name) => [name, member])),
        );
      }),
    fc
      .tuple(fc.subarray(Object.getOwnPropertyNames(Reflect)), tie('make'), fc.boolean())
      .map(([traps, make, throws]) => () => {
        const trap = throws ? refuse : make;
        return new Proxy<object>(refuse, Object.fromEntries(traps.map((name) => [name, trap])));
      }),
  ),
})).make;

/** How many of `count` hostile values broke the answer: it threw, or is no error status with a body. */
export function countCrashes(respond: Respond, count: number, seed: number): number {
  const cases = fc.sample(fc.tuple(hostile, requests), { numRuns: count, seed });
  return cases.filter(([make, request]) => {
    const thrown = make();
    try {
      const { status, body } = respond(thrown, request);
      return !(status >= 400 && status <= 599) || body === '';
    } catch {
      return true;
    }
  }).length;
}
