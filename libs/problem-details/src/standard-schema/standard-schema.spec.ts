import { standardFieldErrors } from './index.ts';

describe('issues of a Standard Schema validator', () => {
  const issues = [
    { message: 'Received "secret"', path: ['a', { key: 0 }, Symbol('s')] },
    { message: 'x' },
  ];

  it('say where, but not what the validator says, because it may quote the value', () => {
    expect(standardFieldErrors(issues)).toEqual([
      {
        field: 'a.0.Symbol(s)',
        message: 'Not valid',
        pointer: '#/a/0/Symbol(s)',
        in: 'body',
        code: 'invalid',
      },
      { field: '', message: 'Not valid', pointer: '#', in: 'body', code: 'invalid' },
    ]);
  });

  it('say what you choose', () => {
    const message = (issue: { message: string }) => issue.message;
    expect(standardFieldErrors([{ message: 'Required' }], { in: 'query', message })).toEqual([
      { field: '', message: 'Required', in: 'query', code: 'invalid' },
    ]);
  });
});
