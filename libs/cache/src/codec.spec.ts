import fc from 'fast-check';
import { encodeIfPossible, jsonCodec } from './codec.ts';

const json = jsonCodec<unknown>();
const codec = {
  encode: (value: unknown) => json.encode(value, 'name'),
  decode: (text: string) => json.decode(text, 'name'),
};

describe('JSON as a codec', () => {
  it('brings back whatever JSON can say', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        fc.pre(!JSON.stringify(value).includes('__proto__'));
        const text = codec.encode(value);
        expect(codec.encode(codec.decode(text))).toBe(text);
      }),
    );
  });

  it.each([
    '{"__proto__":{}}',
    '{"a":[{"__proto__" :1}]}',
    '{"\\u005f_proto__":{}}',
    '{"__pr\\u006Fto__":{}}',
    '{"a":"\\\\","\\u005f_proto__":1}',
  ])('refuses %s', (text) => {
    expect(() => codec.decode(text)).toThrow(SyntaxError);
  });

  it.each([
    'the text "__proto__": in quotes',
    '\\u005f is no underscore',
    '\u0001',
    '\ud800',
    '\\',
    '__proto__',
  ])('takes the value %j', (value) => {
    expect(codec.decode(codec.encode(value))).toBe(value);
  });

  it.each([undefined, () => 1, Symbol('no data')])('has no text for %p', (value) => {
    expect(encodeIfPossible(json, value, 'name')).toBeUndefined();
  });

  it('has no text for what contains itself', () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect(encodeIfPossible(json, circle, 'name')).toBeUndefined();
  });
});
