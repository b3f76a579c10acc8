import fc from 'fast-check';

import {
  harmlessTexts,
  hostileTexts,
  namedSecrets,
  plantedSecrets,
} from '../../test/scrub-corpus.ts';
import { createScrubber } from './index.ts';

const scrubber = createScrubber();

describe('a text', () => {
  it.each(plantedSecrets)('loses its secret: $name', ({ text, secret }) => {
    expect(text).toContain(secret);
    expect(scrubber.text(text)).not.toContain(secret);
  });

  it.each(harmlessTexts)('stays as it is without one: %s', (text) => {
    expect(scrubber.text(text)).toBe(text);
  });

  it('keeps the words around the secret', () => {
    expect(scrubber.text('connect postgres://app:hunter2@db:5432/unite failed')).toBe(
      'connect postgres://[Filtered]@db:5432/unite failed',
    );
    expect(scrubber.text('/login?user=ada&password=x&next=1')).toBe(
      '/login?user=ada&password=[Filtered]&next=1',
    );
    expect(scrubber.text('{"password":"a \\" b","id":7}')).toBe('{"password":"[Filtered]","id":7}');
    expect(scrubber.text('card 4111 1111 1111 1111 123 of ada@example.com')).toBe(
      'card [creditcard] 123 of [email]',
    );
  });

  it('hides addresses of machines only when asked', () => {
    const text = 'from 10.0.0.5 and 2001:db8::1 and fe80:0:0:0:1:2:3:4 at 10:20:30';
    expect(scrubber.text(text)).toBe(text);
    expect(createScrubber({ ipAddresses: true }).text(text)).toBe(
      'from [ip] and [ip] and [ip] at 10:20:30',
    );
  });

  it('is cut at its bound, after a secret across the bound is gone', () => {
    const short = createScrubber({ maxTextLength: 100 });
    const text = `${'x'.repeat(80)} ada.lovelace@a-long-name.example and more`;
    expect(short.text(text).length).toBeLessThanOrEqual(100);
    expect(short.text(text)).not.toContain('ada.love');
    expect(short.text(text).endsWith('…')).toBe(true);
  });

  it.each(hostileTexts(100_000).map((text) => [text.slice(0, 12), text] as const))(
    'takes linear time when it repeats %j',
    (_, text) => {
      const unbounded = createScrubber({ maxTextLength: Infinity, ipAddresses: true });
      expect(typeof unbounded.text(text)).toBe('string');
    },
  );

  it.each([
    ['AA00 DE89370400440532013000', 'AA00 [iban]'],
    ['AA00 1234 GB82 WEST 1234 5698 7654 32 IS CLOSED', 'AA00 1234 [iban] IS CLOSED'],
    ['DE89370400440532013000 GB82 WEST 1234 5698 7654 32', '[iban] [iban]'],
    ['1234 4111 1111 1111 1111', '1234 [creditcard]'],
    ['4111 1111 1111 1111 4111 1111 1111 1111', '[creditcard] [creditcard]'],
  ])('loses numbers behind what looks like the beginning of one: %j', (text, expected) => {
    expect(scrubber.text(text)).toBe(expected);
  });

  it('is the same after a second time', () => {
    const piece = fc.oneof(
      fc.constantFrom(...plantedSecrets.map(({ text }) => text), ...harmlessTexts),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('[Filtered]', '[email]', '"', '\\', '=', ':', ' ', '@', 'password', '&'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const once = scrubber.text(pieces.join(' '));
        expect(scrubber.text(once)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a value', () => {
  it.each(namedSecrets)('is hidden under the name %s at any depth', (name, value) => {
    const result = scrubber.value({ a: [{ b: { [name]: value, kept: 'kept' } }] });
    expect(result).toEqual({ a: [{ b: { [name]: '[Filtered]', kept: 'kept' } }] });
  });

  it('is hidden behind its name in lists of headers and in entries', () => {
    expect(scrubber.value(['Authorization', 'x', 'Accept', 'y'])).toEqual([
      'Authorization',
      '[Filtered]',
      'Accept',
      'y',
    ]);
    expect(scrubber.value([{ name: 'cookie', value: 'a=b' }])).toEqual([
      { name: 'cookie', value: '[Filtered]' },
    ]);
    expect(scrubber.value(new Map([['password', 'x']]))).toEqual({ password: '[Filtered]' });
  });

  it('says whether there is one', () => {
    const value = { password: null, token: undefined, hasSecret: true, apiKey: '' };
    expect(scrubber.value(value)).toEqual(value);
  });

  it('is hidden under names of its own choice', () => {
    const own = createScrubber({ sensitiveKeys: ['birth-date'] });
    expect(own.value({ birthDate: '1815-12-10', birth_date: 'x' })).toEqual({
      birthDate: '[Filtered]',
      birth_date: '[Filtered]',
    });
  });

  it('loses every planted secret, wherever it is', () => {
    const secret = fc.constantFrom(...plantedSecrets);
    const wrap = fc.constantFrom<(value: unknown) => unknown>(
      (value) => ({ inner: value }),
      (value) => [0, value],
      (value) => new Map([['k', value]]),
      (value) => new Set([value]),
      (value) => new Error('outer', { cause: value }),
      (value) => Object.assign(new Error('outer'), { detail: value }),
      (value) => ({ [String(value)]: 1 }),
      (value) => new AggregateError([value], String(value)),
      (value) => Object.defineProperty({}, 'got', { get: () => value, enumerable: true }),
    );
    fc.assert(
      fc.property(secret, fc.array(wrap, { maxLength: 5 }), fc.string(), (one, wraps, noise) => {
        const planted = wraps.reduce<unknown>((value, by) => by(value), `${noise} ${one.text}`);
        const written = JSON.stringify(scrubber.value(planted));
        expect(written).not.toContain(JSON.stringify(one.secret).slice(1, -1));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['AA00 DE89370400440532013000', 'AA00 [iban]'],
    ['AA00 1234 GB82 WEST 1234 5698 7654 32 IS CLOSED', 'AA00 1234 [iban] IS CLOSED'],
    ['DE89370400440532013000 GB82 WEST 1234 5698 7654 32', '[iban] [iban]'],
    ['1234 4111 1111 1111 1111', '1234 [creditcard]'],
    ['4111 1111 1111 1111 4111 1111 1111 1111', '[creditcard] [creditcard]'],
  ])('loses numbers behind what looks like the beginning of one: %j', (text, expected) => {
    expect(scrubber.text(text)).toBe(expected);
  });

  it('is the same after a second time', () => {
    fc.assert(
      fc.property(fc.anything({ withMap: true, withSet: true, withDate: true }), (value) => {
        const once = scrubber.value(value);
        expect(scrubber.value(once)).toEqual(once);
      }),
      { numRuns: 1000 },
    );
  });

  it('is bounded in depth, breadth and number', () => {
    const small = createScrubber({ maxDepth: 2, maxBreadth: 3 });
    expect(small.value({ a: { b: { c: 1 }, d: [1] } })).toEqual({
      a: { b: '[Object]', d: '[Array]' },
    });
    expect(small.value([1, 2, 3, 4, 5])).toEqual([1, 2, 3, '[2 more]']);
    expect(small.value({ a: 1, b: 2, c: 3, d: 4 })).toEqual({ a: 1, b: 2, c: 3, '[more]': 1 });
    const few = createScrubber({ maxValues: 10 });
    const wide = Array.from({ length: 100 }, () => ({ a: 1 }));
    expect(JSON.stringify(few.value(wide)).length).toBeLessThan(200);
  });

  it('may hold cycles, getters that throw, and names of prototypes', () => {
    const cycle: Record<string, unknown> = { a: 1 };
    cycle['self'] = cycle;
    expect(scrubber.value(cycle)).toEqual({ a: 1, self: '[Circular]' });
    const throwing = Object.defineProperty({}, 'x', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    expect(scrubber.value(throwing)).toEqual({ x: '[Throws]' });
    const result = scrubber.value(JSON.parse('{"__proto__":{"polluted":1},"constructor":2}'));
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(JSON.stringify(result)).toBe('{"__proto__":{"polluted":1},"constructor":2}');
  });

  it('may be a proxy of which every trap throws', () => {
    const refuse = () => {
      throw new Error('hostile');
    };
    const traps = Object.getOwnPropertyNames(Reflect).map((name) => [name, refuse] as const);
    const hostile = new Proxy({}, Object.fromEntries(traps));
    expect(scrubber.value({ hostile })).toEqual({ hostile: '[Throws]' });
  });

  it('keeps both of two names that become one', () => {
    expect(scrubber.value({ 'a@example.com': 1, 'b@example.com': 2 })).toEqual({
      '[email]': 1,
      '[email] 2': 2,
    });
  });

  it('is told by its kind where JSON has no form for it', () => {
    expect(
      scrubber.value([10n, Symbol('s'), () => 1, new Date(0), /x/, Buffer.from('ab'), NaN]),
    ).toEqual([
      '10',
      'Symbol(s)',
      '[Function]',
      '1970-01-01T00:00:00.000Z',
      '/x/',
      expect.stringMatching(/of 2 bytes/),
      'NaN',
    ]);
  });
});
