import { propagation } from '@opentelemetry/api';
import * as fc from 'fast-check';

import { formatBaggage, parseBaggage } from './baggage.ts';

const every = () => true;
const entriesOf = (header: string, isAllowed: (key: string) => boolean = every) =>
  parseBaggage(header, isAllowed)
    .getAllEntries()
    .map(([key, { value }]) => [key, value]);

describe('baggage', () => {
  it('reads back as it was written', () => {
    const keys = fc.stringMatching(/^[A-Za-z0-9.\-_]{1,12}$/);
    const given = fc.dictionary(keys, fc.string({ unit: 'binary', maxLength: 20 }), {
      maxKeys: 20,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(given, (values) => {
        const pairs = Object.entries(values).map(([key, value]) => [key, { value }] as const);
        const baggage = propagation.createBaggage(Object.fromEntries(pairs));
        const expected = new Map(Object.entries(values));
        expect(new Map(entriesOf(formatBaggage(baggage, every)) as [string, string][])).toEqual(
          expected,
        );
      }),
    );
  });

  it('keeps only the keys that are allowed, both ways', () => {
    const isAllowed = (key: string) => key === 'session.id';
    const header = 'session.id=1,user.id=ada%40example.org';
    expect(entriesOf(header, isAllowed)).toEqual([['session.id', '1']]);
    expect(formatBaggage(parseBaggage(header, every), isAllowed)).toBe('session.id=1');
  });

  it('keeps a key that objects have a meaning for', () => {
    expect(entriesOf('__proto__=1,constructor=2')).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });

  it('keeps the properties of a member', () => {
    const baggage = parseBaggage('a=1 ; secure ; level=2, b=2', every);
    expect(formatBaggage(baggage, every)).toBe('a=1;secure;level=2,b=2');
  });

  it.each(['', 'a', '=1', 'a b=1', 'a="1"', 'a=%zz', 'a=1\\', 'a=ä'])(
    'has no member %p',
    (text) => {
      expect(entriesOf(`${text},b=2`)).toEqual([['b', '2']]);
    },
  );

  it('has at most 64 members and 8192 bytes', () => {
    const many = Array.from({ length: 100 }, (_, n) => `k${n}=v`).join(',');
    expect(entriesOf(many)).toHaveLength(64);
    const large = Array.from({ length: 20 }, (_, n) => [`k${n}`, { value: 'x'.repeat(1000) }]);
    const text = formatBaggage(propagation.createBaggage(Object.fromEntries(large)), every);
    expect(text.length).toBeLessThanOrEqual(8192);
    expect(text.split(',')).toHaveLength(8);
  });
});
