import { errorTypeOf } from './error-type.ts';

describe('the type of an error', () => {
  it.each([
    [Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [new TypeError('ada@example.org'), 'TypeError'],
    [Object.assign(new Error('numbered'), { code: 5 }), 'Error'],
    [{ name: 5 }, '_OTHER'],
    ['a text', '_OTHER'],
    [null, '_OTHER'],
  ])('of %p is %s', (error, type) => {
    expect(errorTypeOf(error)).toBe(type);
  });
});
