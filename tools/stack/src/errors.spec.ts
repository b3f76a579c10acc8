import { describeShortage, StackError } from './errors.ts';

describe('a StackError', () => {
  const shortage = { what: 'It is not there', why: 'nobody made it', todo: 'make it' };

  it('says what, why and what to do in its message', () => {
    const error = new StackError('STACK_TIMEOUT', shortage, { cause: 'the cause' });
    expect(error).toMatchObject({
      code: 'STACK_TIMEOUT',
      shortage,
      cause: 'the cause',
      name: 'StackError',
    });
    expect(error.message).toBe(describeShortage(shortage));
    expect(error.message).toBe('It is not there: nobody made it\n  → make it');
  });
});
