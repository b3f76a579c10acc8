/** @jest-environment node */
import { fieldMessages } from './field-messages.ts';
import { problemStandIn } from './problem-stand-in.ts';

describe('the messages at fields', () => {
  it('are the first of each field', () => {
    const errors = [
      { field: 'email', message: 'Must be an e-mail address' },
      { field: 'email', message: 'second' },
      { field: '__proto__', message: 'third' },
    ];
    const messages = fieldMessages(problemStandIn({ errors }));
    expect(Object.entries(messages)).toEqual(
      expect.arrayContaining([
        ['email', 'Must be an e-mail address'],
        ['__proto__', 'third'],
      ]),
    );
  });

  it('are none without a problem', () => {
    expect(fieldMessages(undefined)).toEqual({});
  });
});
