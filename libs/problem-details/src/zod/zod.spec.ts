import { z } from 'zod';

import { zodFieldErrors, zodMapping } from './index.ts';

function errorsOf(schema: z.ZodType, input: unknown) {
  const { error } = schema.safeParse(input);
  if (error === undefined) throw new Error('the input is valid');
  return zodFieldErrors(error.issues);
}

describe('issues of Zod', () => {
  it('name a missing field as required, with its pointer', () => {
    expect(errorsOf(z.object({ 'a/b': z.object({ 'c~d é': z.string() }) }), { 'a/b': {} })).toEqual(
      [
        {
          field: 'a/b.c~d é',
          message: 'Required',
          pointer: '#/a~1b/c~0d%20%C3%A9',
          in: 'body',
          code: 'required',
        },
      ],
    );
  });

  it('use array indexes in pointers', () => {
    expect(errorsOf(z.array(z.number()), [1, 'x'])[0]).toMatchObject({
      field: '1',
      pointer: '#/1',
      code: 'invalid_type',
    });
  });

  it('keep your own message and code', () => {
    const schema = z.string().refine(() => false, { error: 'Taken', params: { code: 'taken' } });
    expect(errorsOf(schema, 'x')).toMatchObject([{ message: 'Taken', code: 'taken', field: '' }]);
  });

  it('never quote a pattern', () => {
    const [error] = errorsOf(z.string().regex(/^hunter[0-9]$/), 'secret');
    expect(error).toMatchObject({ message: 'Not in the expected format', code: 'invalid_format' });
  });

  it('never quote the value, even if a message does', () => {
    const input = 'secret-value';
    const issue = { path: [], code: 'custom', message: `${input} is taken`, input };
    expect(zodFieldErrors([issue])[0]?.message).toBe('Not in the expected format');
  });

  it('name each unknown field, cut to 100 characters', () => {
    const errors = errorsOf(z.strictObject({}), { ['x'.repeat(300)]: 1, b: 2 });
    expect(errors.map(({ field, code }) => [field.length, code])).toEqual([
      [100, 'unknown_field'],
      [1, 'unknown_field'],
    ]);
  });

  it('report the branch of a union that came closest', () => {
    const schema = z.object({
      shape: z.union([
        z.object({ kind: z.literal('circle'), radius: z.number() }),
        z.object({ kind: z.literal('square'), side: z.object({ length: z.number() }) }),
      ]),
    });
    expect(errorsOf(schema, { shape: { kind: 'square', side: { length: 'x' } } })).toMatchObject([
      { field: 'shape.side.length', code: 'invalid_type' },
    ]);
  });

  it('report a union at its own place when no branch came closer', () => {
    expect(errorsOf(z.union([z.string(), z.number()]), true)).toMatchObject([
      { field: '', code: 'invalid_union' },
    ]);
  });

  it('have no pointer outside a body', () => {
    const { error } = z.object({ limit: z.number() }).safeParse({ limit: 'x' });
    expect(zodFieldErrors(error?.issues ?? [], 'query')).toMatchObject([
      { field: 'limit', in: 'query' },
    ]);
    expect(zodFieldErrors(error?.issues ?? [], 'query')[0]).not.toHaveProperty('pointer');
  });
});

describe('the mapping for Zod', () => {
  it('recognises what parse throws', () => {
    const { error } = z.string().safeParse(5);
    expect(zodMapping()(error)).toMatchObject({ slug: 'validation', status: 400 });
  });

  it.each([[new Error('x')], [{ issues: [] }], [null], [{ name: 'ZodError', issues: 5 }]])(
    'does not recognise %p',
    (thrown) => {
      expect(zodMapping()(thrown)).toBeUndefined();
    },
  );
});
