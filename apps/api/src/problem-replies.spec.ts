import { problem } from './problem.ts';
import { toProblem } from './problem-replies.ts';

const thrown = (members: object, message = 'hush'): Error =>
  Object.assign(new Error(message), members);

describe('what is thrown becomes a problem', () => {
  it.each([
    [
      'a body that is too large',
      thrown({ code: 'FST_ERR_CTP_BODY_TOO_LARGE' }),
      'payload-too-large',
    ],
    [
      'another media type',
      thrown({ code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' }),
      'unsupported-media-type',
    ],
    [
      'a handler that takes too long',
      thrown({ code: 'FST_ERR_HANDLER_TIMEOUT', statusCode: 503 }),
      'timeout',
    ],
    ['a parser’s complaint', thrown({ statusCode: 400 }), 'malformed-body'],
    ['an aborted upload', thrown({ code: 'ECONNRESET', statusCode: 400 }), 'malformed-body'],
    ['a refused connection', thrown({ code: 'ECONNREFUSED' }), 'database-unavailable'],
    [
      'a server that shuts down',
      thrown({ code: '57P01', severity: 'FATAL' }),
      'database-unavailable',
    ],
    ['a class 08 error', thrown({ code: '08006' }), 'database-unavailable'],
    ['a killed server', thrown({}, 'Connection terminated unexpectedly'), 'database-unavailable'],
    ['a full pool', thrown({}, 'timeout exceeded when trying to connect'), 'database-unavailable'],
    ['a silent server', thrown({}, 'Query read timeout'), 'database-unavailable'],
    [
      'two refused addresses',
      new AggregateError([thrown({ code: 'ECONNREFUSED' })]),
      'database-unavailable',
    ],
    ['two unknown errors', new AggregateError([new Error('x')]), 'internal'],
    ['a deadlock', thrown({ code: '40P01' }), 'database-unavailable'],
    ['a cancelled statement', thrown({ code: '57014' }), 'timeout'],
    ['a broken constraint', thrown({ code: '23514' }), 'internal'],
    ['an error', new Error('hush'), 'internal'],
    ['a string', 'hush', 'internal'],
    ['nothing', undefined, 'internal'],
    ['null', null, 'internal'],
  ])('%s', (_what, error, slug) => {
    const failure = toProblem(error);
    expect(failure.slug).toBe(slug);
    expect(failure.detail).not.toContain('hush');
  });

  it('stays the problem that it is', () => {
    const failure = problem('not-found');
    expect(toProblem(failure)).toBe(failure);
  });
});
