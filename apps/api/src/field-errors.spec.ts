import { z } from 'zod';

import { fieldErrors } from './field-errors.ts';

const schema = z.strictObject({
  'a/b~c': z.strictObject({ list: z.array(z.object({ n: z.number() })) }),
  name: z.string(),
});

describe('field errors', () => {
  const errorsOf = (input: unknown, part?: string) =>
    fieldErrors(schema.safeParse(input).error?.issues ?? [], part);

  it('point at the member by dotted path and by escaped JSON Pointer', () => {
    expect(errorsOf({ 'a/b~c': { list: [{ n: 1 }, { n: 'x' }] }, name: '' })).toEqual([
      {
        field: 'a/b~c.list.1.n',
        pointer: '#/a~1b~0c/list/1/n',
        in: 'body',
        code: 'invalid_type',
        message: 'Invalid input: expected number, received string',
      },
    ]);
  });

  it('point at a missing member itself', () => {
    expect(errorsOf({ 'a/b~c': { list: [] } })).toMatchObject([
      { field: 'name', code: 'required' },
    ]);
  });

  it('name each unknown member, cut to a length', () => {
    const errors = errorsOf({ 'a/b~c': { list: [] }, name: '', x: 1, ['y'.repeat(500)]: 1 });
    expect(errors.map(({ field }) => field.length)).toEqual([1, 100]);
  });

  it.each([
    ['querystring', 'query'],
    ['params', 'path'],
    ['headers', 'header'],
  ])('of the %s are in the %s and have no pointer', (part, where) => {
    expect(errorsOf({}, part)[0]).toEqual({
      field: 'a/b~c',
      in: where,
      code: 'required',
      message: 'Required',
    });
  });
});
