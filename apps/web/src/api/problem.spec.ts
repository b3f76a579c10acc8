/** @jest-environment node */
import { fieldMessages, occurrenceId, readProblem, unreachableProblem } from './problem.ts';

const document = {
  type: 'https://api.unite-hub.com/errors/validation',
  title: 'The request is not valid',
  status: 400,
  detail: 'One field is not valid.',
  instance: 'https://api.unite-hub.com/problems/42',
  code: 'VALIDATION',
  errors: [
    { field: 'email', message: 'Must be an e-mail address', code: 'invalid_email' },
    { field: 'email', message: 'second' },
    {},
    null,
  ],
};

describe('a problem document', () => {
  it('is read with its fields, its occurrence and the time to wait', () => {
    const problem = readProblem(document, 400, new Headers({ 'retry-after': '5' }));
    expect(problem).toMatchObject({ code: 'VALIDATION', status: 400, retryAfterSeconds: 5 });
    expect(occurrenceId(problem)).toBe('42');
    expect(fieldMessages(problem)).toEqual({
      email: 'Must be an e-mail address',
      '': 'is not valid',
    });
  });

  it.each([undefined, null, 'text', 7, [], {}, { title: 7, errors: 'x' }])(
    'that is %p still says its status',
    (value) => {
      expect(readProblem(value, 502)).toMatchObject({
        status: 502,
        code: 'UNREADABLE_ANSWER',
        errors: [],
      });
    },
  );

  it('without an occurrence has none to quote', () => {
    expect(occurrenceId(unreachableProblem())).toBeUndefined();
    expect(fieldMessages(undefined)).toEqual({});
  });
});
