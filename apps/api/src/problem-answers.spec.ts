import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

import { problemLine, replyTo, validatorCompiler } from './problem-answers.ts';
import { problems } from './problems.ts';
import { documentOf } from '../test/problem-document.ts';

const logged: [level: string, line: object][] = [];
const reported: string[] = [];
const log = Object.fromEntries(
  ['debug', 'warn', 'error'].map((level) => [
    level,
    (line: object) => void logged.push([level, line]),
  ]),
);
// Of a request only these are read.
const request = {
  id: 'id 1',
  method: 'GET',
  url: '/api/contacts?search=hush',
  headers: { accept: 'application/x-ndjson, text/html' },
  log,
  raw: {},
  server: { reportFailure: (problem: { code: string }) => reported.push(problem.code) },
} as unknown as FastifyRequest;

const thrown = (members: object, message = 'hush'): Error =>
  Object.assign(new Error(message), members);

beforeEach(() => {
  logged.splice(0);
  reported.splice(0);
});

describe('what is thrown in a request', () => {
  it.each([
    [
      'a body that is too large',
      thrown({ code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 }),
      'PAYLOAD_TOO_LARGE',
    ],
    [
      'another media type',
      thrown({ code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE', statusCode: 415 }),
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'a handler that takes too long',
      thrown({ code: 'FST_ERR_HANDLER_TIMEOUT', statusCode: 503 }),
      'TIMEOUT',
    ],
    ['a refused connection', thrown({ code: 'ECONNREFUSED' }), 'UNAVAILABLE'],
    ['a server that shuts down', thrown({ code: '57P01', severity: 'FATAL' }), 'UNAVAILABLE'],
    ['a killed server', thrown({}, 'Connection terminated unexpectedly'), 'UNAVAILABLE'],
    ['a full pool', thrown({}, 'timeout exceeded when trying to connect'), 'UNAVAILABLE'],
    ['a deadlock', thrown({ code: '40P01', severity: 'ERROR' }), 'UNAVAILABLE'],
    ['a cancelled statement', thrown({ code: '57014', severity: 'ERROR' }), 'TIMEOUT'],
    ['a broken constraint', thrown({ code: '23514', severity: 'ERROR' }), 'INTERNAL'],
    ['a key that exists', thrown({ code: '23505', severity: 'ERROR' }), 'INTERNAL'],
    ['an error', new Error('hush'), 'INTERNAL'],
    ['a string', 'hush', 'INTERNAL'],
    ['nothing', undefined, 'INTERNAL'],
    ['a problem', problems.notFound(), 'NOT_FOUND'],
  ])('is told as a problem: %s', (_what, error, code) => {
    const { body } = replyTo(error, request, 'application/json');
    expect(JSON.parse(body)).toMatchObject({ code, path: '/api/contacts' });
    expect(body).not.toContain('hush');
  });

  it.each([
    ['error', new Error('x'), 'INTERNAL'],
    ['warn', thrown({ code: 'ECONNREFUSED' }), 'UNAVAILABLE'],
    ['debug', problems.notFound(), 'NOT_FOUND'],
  ])('is logged once, as %s, with its cause, and reported', (level, error, code) => {
    replyTo(error, request);
    expect(logged).toEqual([[level, code === 'NOT_FOUND' ? { code } : { code, err: error }]]);
    expect(reported).toEqual([code]);
  });

  it('is the last line of a stream with its type moved aside', () => {
    const line = problemLine(problems.importInterrupted({ imported_rows: 3000 }), request);
    expect(line.endsWith('}\n')).toBe(true);
    expect(JSON.parse(line)).toMatchObject({
      type: 'problem',
      problemType: 'https://api.unite-hub.com/errors/import-interrupted',
      status: 503,
      imported_rows: 3000,
      retry_after_ms: 2000,
      instance: 'https://api.unite-hub.com/problems/id%201',
    });
  });
});

describe('a part of a request that Zod refuses', () => {
  const schema = z.strictObject({ list: z.array(z.object({ n: z.number() })) });
  const refuse = (httpPart: string) => {
    const validate = validatorCompiler({ schema, httpPart, method: 'GET', url: '/' });
    const result: unknown = validate({ list: [{ n: 'hush' }] });
    return documentOf((result as { error: unknown }).error).errors;
  };

  it('is told by dotted path and JSON Pointer, without its value', () => {
    expect(refuse('body')).toEqual([
      {
        field: 'list.0.n',
        pointer: '#/list/0/n',
        in: 'body',
        code: 'invalid_type',
        message: 'Invalid input: expected number, received string',
      },
    ]);
  });

  it.each([
    ['querystring', 'query'],
    ['params', 'path'],
    ['headers', 'header'],
  ])('is named when it is in the %s', (httpPart, part) => {
    expect(refuse(httpPart)?.[0]).toMatchObject({ in: part, field: 'list.0.n' });
  });
});
