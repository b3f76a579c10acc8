import { Ajv } from 'ajv';

import { ajvFieldErrors } from './index.ts';

function errorsOf(schema: object, input: unknown) {
  const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);
  if (validate(input)) throw new Error('the input is valid');
  return ajvFieldErrors(validate.errors ?? []);
}

describe('errors of Ajv', () => {
  it('point at the missing field, not at its parent', () => {
    const schema = { properties: { a: { type: 'object', required: ['b/c'] } } };
    expect(errorsOf(schema, { a: {} })).toEqual([
      { field: 'a.b/c', message: 'Required', pointer: '#/a/b~1c', in: 'body', code: 'required' },
    ]);
  });

  it('decode the path that Ajv has escaped', () => {
    const schema = { properties: { 'a/b~c': { type: 'string' } } };
    expect(errorsOf(schema, { 'a/b~c': 5 })).toMatchObject([
      { field: 'a/b~c', pointer: '#/a~1b~0c' },
    ]);
  });

  it('never quote a pattern, a value or a schema', () => {
    const schema = {
      properties: {
        a: { pattern: '^hunter[0-9]$' },
        b: { const: 'secret' },
        c: { enum: ['secret'] },
      },
    };
    const text = JSON.stringify(errorsOf(schema, { a: 'given', b: 'given', c: 'given' }));
    expect(text).not.toMatch(/hunter|secret|given/);
  });

  it.each([
    [{ minLength: 3 }, 'a', 'At least 3 characters'],
    [{ maximum: 5 }, 6, 'At most 5'],
    [{ exclusiveMinimum: 5 }, 5, 'More than 5'],
    [{ multipleOf: 2 }, 3, 'A multiple of 2'],
    [{ additionalProperties: false }, { x: 1 }, 'Unknown field'],
    [{ contains: { type: 'string' } }, [1], 'Not of the expected type'],
    [{ propertyNames: { maxLength: 1 } }, { ab: 1 }, 'At most 1 characters'],
    [{ not: {} }, 1, 'Not valid'],
  ])('say in words what %j means', (schema, input, message) => {
    expect(errorsOf(schema, input)[0]?.message).toBe(message);
  });

  it('report the branch of a union that came closest', () => {
    const branch = (kind: string, member: string) => ({
      type: 'object',
      required: ['kind', member],
      properties: { kind: { const: kind }, [member]: { type: 'object', required: ['length'] } },
    });
    const schema = {
      properties: { shape: { anyOf: [branch('circle', 'radius'), branch('square', 'side')] } },
    };
    expect(errorsOf(schema, { shape: { kind: 'square', side: {} } })).toMatchObject([
      { field: 'shape.side.length', code: 'required' },
    ]);
  });

  it('send the text that you wrote with ajv-errors', () => {
    const error = {
      keyword: 'errorMessage',
      instancePath: '/a',
      params: {},
      message: 'Give a name',
    };
    expect(ajvFieldErrors([error], 'query')).toEqual([
      { field: 'a', message: 'Give a name', in: 'query', code: 'invalid' },
    ]);
  });

  it('leave out a limit that is no number', () => {
    const error = { keyword: 'maximum', instancePath: '/a', params: { limit: { $data: 'x' } } };
    expect(ajvFieldErrors([error])[0]?.message).toBe('At most …');
  });
});
