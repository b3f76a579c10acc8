import * as fc from 'fast-check';

import { isCacheError } from '../errors.ts';
import { glob } from './glob.ts';
import { maxKeyBytes, parseKeyTemplate } from './key-template.ts';
import { matcherOf } from './name-pattern.ts';

const contacts = parseKeyTemplate('contacts', 'workspace:{id}:{page}', 'id');
const deep = parseKeyTemplate('reports', '{workspace}:year:{year}:{month}:sum', 'workspace');

/** The code of what `action` throws, and its message. */
function thrownBy(action: () => unknown): readonly [code: string, message: string] | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return isCacheError(error) ? [error.code, error.message] : ['foreign', String(error)];
  }
}

/** Text with whatever separates, escapes, or is a pattern somewhere; short, so that values often meet. */
const hostile = fc.oneof(
  fc.string({
    unit: fc.constantFrom(
      ':',
      '%',
      '3',
      'A',
      'a',
      '*',
      '?',
      '[',
      ']',
      '\\',
      '{',
      '}',
      '.',
      ' ',
      "'",
      '(',
      '!',
      'é',
      '😀',
      '\0',
      '\n',
    ),
    minLength: 1,
    maxLength: 4,
  }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).filter((text) => text.isWellFormed()),
);

const part = fc.oneof(
  hostile,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.bigInt(),
  fc.boolean(),
);

describe('the name of a key', () => {
  it('is the template with the values in it', () => {
    expect(contacts.nameOf({ id: 7, page: 2 })).toBe('contacts:workspace:7:2');
    expect(deep.nameOf({ workspace: 'acme', year: 2026, month: 11n })).toBe(
      'reports:acme:year:2026:11:sum',
    );
    expect(parseKeyTemplate('plans', 'all').nameOf({})).toBe('plans:all');
    expect(parseKeyTemplate('plans', '{id}:full').nameOf({ id: 'basic' })).toBe('plans:basic:full');
  });

  it('is another for every other tuple of values', () => {
    const tuple = fc.tuple(part, part);
    fc.assert(
      fc.property(tuple, tuple, ([id, page], [otherId, otherPage]) => {
        const isSame = `${id}` === `${otherId}` && `${page}` === `${otherPage}`;
        const names = [
          contacts.nameOf({ id, page }),
          contacts.nameOf({ id: otherId, page: otherPage }),
        ];
        expect(names[0] === names[1]).toBe(isSame);
      }),
      { numRuns: 2000 },
    );
  });

  it('tells apart what moves a separator from one value to the next', () => {
    const names = [
      ['a:b', 'c'],
      ['a', 'b:c'],
      ['a%3Ab', 'c'],
      ['a', 'b%3Ac'],
    ].map(([id = '', page = '']) => contacts.nameOf({ id, page }));
    expect(new Set(names).size).toBe(4);
  });

  it('has nothing in it that separates, is a pattern, or is not ASCII', () => {
    fc.assert(
      fc.property(part, part, (id, page) => {
        expect(contacts.nameOf({ id, page })).toMatch(/^contacts:workspace:[\w.~%-]+:[\w.~%-]+$/);
      }),
    );
  });

  it('is the same for a number, a bigint and a boolean as for their text', () => {
    expect(contacts.nameOf({ id: '1', page: 'true' })).toBe(contacts.nameOf({ id: 1, page: true }));
    expect(contacts.nameOf({ id: 1n, page: -0 })).toBe(contacts.nameOf({ id: '1', page: '0' }));
    expect(contacts.nameOf({ id: 1e21, page: 1 })).toBe(
      contacts.nameOf({ id: '1e+21', page: '1' }),
    );
  });

  it('does not depend on the order in which the key was written', () => {
    expect(contacts.nameOf({ page: 2, id: 7 })).toBe(contacts.nameOf({ id: 7, page: 2 }));
  });

  it('gives the values back as text', () => {
    fc.assert(
      fc.property(part, part, part, (workspace, year, month) => {
        const parts = deep.partsOf(deep.nameOf({ workspace, year, month }));
        expect(parts).toEqual({ workspace: `${workspace}`, year: `${year}`, month: `${month}` });
      }),
    );
  });

  it.each([
    'reports:acme:year:2026:11',
    'reports:acme:year:2026:11:max',
    'reports:acme:year::11:sum',
    'reports:acme:year:%:11:sum',
    'reports:acme:year:%41:11:sum',
    'reports:acme:year:*:11:sum',
    'other:acme:year:2026:11:sum',
    '',
  ])('is not taken for one when it cannot be: %s', (name) => {
    expect(deep.partsOf(name)).toBeUndefined();
  });
});

describe('a key that has no name', () => {
  it.each<[string, object]>([
    ['lacks a part', { id: 'secret' }],
    ['has a part too many', { id: 'secret', page: 1, sort: 'secret' }],
    ['has an empty part', { id: 'secret', page: '' }],
    ['has null as a part', { id: 'secret', page: null }],
    ['has undefined as a part', { id: 'secret', page: undefined }],
    ['has NaN as a part', { id: 'secret', page: NaN }],
    ['has infinity as a part', { id: 'secret', page: -Infinity }],
    ['has half a surrogate pair as a part', { id: 'secret', page: 'secret\ud800' }],
    ['has an object as a part', { id: 'secret', page: { toString: () => 'secret' } }],
    ['has a symbol as a part', { id: 'secret', page: Symbol('secret') }],
    ['is too long', { id: 'secret', page: 'x'.repeat(maxKeyBytes) }],
    ['is too long once it is encoded', { id: 'secret', page: ':'.repeat(maxKeyBytes / 3) }],
  ])('is refused without showing its values, since it %s', (_, key) => {
    // What no type allows, as a caller without types gives it.
    const [code, message] =
      thrownBy(() => contacts.nameOf(key as { id: string; page: string })) ?? [];
    expect(code).toBe('CACHE_KEY_INVALID');
    expect(message).not.toContain('secret');
    expect(message).toMatch(/page|contacts:workspace:\{id\}:\{page\}/);
  });

  it('is told from the longest that has one', () => {
    const longest = maxKeyBytes - 'contacts:workspace:1:'.length;
    expect(contacts.nameOf({ id: 1, page: 'x'.repeat(longest) })).toHaveLength(maxKeyBytes);
    expect(thrownBy(() => contacts.nameOf({ id: 1, page: 'x'.repeat(longest + 1) }))?.[0]).toBe(
      'CACHE_KEY_INVALID',
    );
  });

  it('is not one whose prototype has more', () => {
    const key: { id: number; page: number } = Object.assign(Object.create({ inherited: 1 }), {
      id: 7,
      page: 2,
    });
    expect(contacts.nameOf(key)).toBe('contacts:workspace:7:2');
  });
});

describe('a prefix tag', () => {
  it('is there for each group of leading parts but the whole', () => {
    expect(contacts.prefixTagsOf({ id: 7, page: 2 })).toEqual(['p:contacts:workspace:7:']);
    expect(deep.prefixTagsOf({ workspace: 'acme', year: 2026, month: 11 })).toEqual([
      'p:reports:acme:',
      'p:reports:acme:year:2026:',
    ]);
    expect(parseKeyTemplate('plans', '{id}').prefixTagsOf({ id: 1 })).toEqual([]);
    expect(parseKeyTemplate('plans', 'all').prefixTagsOf({})).toEqual([]);
  });

  it('of a key is the one of its leading parts', () => {
    fc.assert(
      fc.property(part, part, part, (workspace, year, month) => {
        expect(deep.prefixTagsOf({ workspace, year, month })).toEqual([
          deep.prefixOf({ workspace }),
          deep.prefixOf({ year, workspace }),
        ]);
      }),
    );
  });

  it('is never shared by two tenants', () => {
    fc.assert(
      fc.property(
        part,
        part,
        fc.array(part, { minLength: 4, maxLength: 4 }),
        (one, other, [a = 1, b = 1, c = 1, d = 1]) => {
          fc.pre(`${one}` !== `${other}`);
          const tags = deep.prefixTagsOf({ workspace: one, year: a, month: b });
          const others = deep.prefixTagsOf({ workspace: other, year: c, month: d });
          expect(tags.filter((tag) => others.includes(tag))).toEqual([]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('begins as no name of a key can', () => {
    expect(thrownBy(() => parseKeyTemplate('p', '{id}'))?.[0]).toBe('CACHE_OPTION_INVALID');
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['all parts', { workspace: 1, year: 2, month: 3 }],
    ['a part that is not the first', { year: 2 }],
    ['a part and not the one before', { workspace: 1, month: 3 }],
    ['a part that the template lacks', { workspace: 1, day: 3 }],
    ['an empty part', { workspace: '' }],
    ['a part that makes it too long', { workspace: 'x'.repeat(maxKeyBytes) }],
  ])('is not made from %s', (_, partial) => {
    // What no type allows, as a caller without types gives it.
    expect(thrownBy(() => deep.prefixOf(partial as { workspace: string }))?.[0]).toBe(
      'CACHE_KEY_INVALID',
    );
  });
});

describe('what matches a pattern', () => {
  const pages = parseKeyTemplate('pages', '{workspace}:of:{locale}:{page}');

  it('is a pattern of names where some parts are open', () => {
    expect(deep.matching({ workspace: 'acme', month: 11 })).toEqual({
      patterns: ['reports:acme:year:*:11:sum'],
    });
    expect(deep.matching({ workspace: 'a:b', year: glob`20*`, month: glob`*1` })).toEqual({
      patterns: ['reports:a%3Ab:year:20*:*1:sum'],
    });
    expect(pages.matching({ locale: 'de' })).toEqual({ patterns: ['pages:*:of:de:*'] });
    expect(pages.matching({ workspace: glob`w*` })).toEqual({ patterns: ['pages:w*:of:*:*'] });
  });

  it('is a prefix where only the last parts are open, and a name where none is', () => {
    fc.assert(
      fc.property(part, part, part, (workspace, year, month) => {
        const [one, two] = [{ workspace }, { workspace, year }];
        expect(deep.matching(one)).toEqual({ tags: [deep.prefixOf(one)] });
        expect(deep.matching({ ...two, month: glob`**` })).toEqual({ tags: [deep.prefixOf(two)] });
        const key = { month, year, workspace };
        expect(deep.matching(key)).toEqual({ keys: [deep.nameOf(key)] });
        expect(deep.matching({ ...key, month: glob`${month}` })).toEqual({
          keys: [deep.nameOf(key)],
        });
      }),
    );
  });

  it('are exactly the keys whose given parts are equal, whatever is in them', () => {
    let matched = 0;
    const few = fc.oneof(fc.constantFrom<string>('*', 'a', 'a*', '%', ':', '1'), part);
    fc.assert(
      fc.property(few, few, few, few, few, (workspace, year, month, other, asked) => {
        for (const wanted of [month, asked]) {
          const pattern = deep.matching({ workspace, month: wanted });
          const matches = matcherOf('patterns' in pattern ? pattern.patterns[0] : '');
          const isMatch = `${wanted}` === `${month}`;
          if (isMatch) matched += 1;
          expect(matches(deep.nameOf({ workspace, year, month }))).toBe(isMatch);
          // Nor are they another tenant's.
          const isOwn = `${other}` === `${workspace}`;
          expect(matches(deep.nameOf({ workspace: other, year, month }))).toBe(isOwn && isMatch);
        }
      }),
      { numRuns: 1000 },
    );
    expect(matched).toBeGreaterThan(1000);
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['nothing that restricts it', { workspace: glob`*` }],
    ['no tenant', { month: 1 }],
    ['a glob for the tenant', { workspace: glob`acme*`, month: 1 }],
    ['undefined for the tenant', { workspace: undefined, month: 1 }],
    ['undefined for a part', { workspace: 'acme', month: undefined }],
    ['null for a part', { workspace: 'acme', month: null }],
    ['an empty part', { workspace: 'acme', month: '' }],
    ['an empty glob', { workspace: 'acme', month: glob`` }],
    ['a part that the template lacks', { workspace: 'acme', day: 1 }],
    ['a part that all objects have', { workspace: 'acme', toString: 'x' }],
    ['a part that makes it too long', { workspace: 'x'.repeat(maxKeyBytes), month: 1 }],
  ])('is not told by %s', (_, pattern) => {
    // What no type allows, as a caller without types gives it.
    expect(thrownBy(() => deep.matching(pattern as { workspace: string }))?.[0]).toBe(
      'CACHE_KEY_INVALID',
    );
  });
});

describe('a template', () => {
  it('knows its placeholders and how it is written', () => {
    expect(deep.fields).toEqual(['workspace', 'year', 'month']);
    expect(deep.describe()).toBe('reports:{workspace}:year:{year}:{month}:sum');
  });

  it.each([
    ['', '{id}'],
    ['c', '{id}'],
    ['1contacts', '{id}'],
    ['con:tacts', '{id}'],
    ['contacts', ''],
    ['contacts', '{id}:'],
    ['contacts', 'a b'],
    ['contacts', 'page-{id}'],
    ['contacts', '{id}{page}'],
    ['contacts', '{}'],
    ['contacts', '{__proto__}'],
    ['contacts', '{id}:{id}'],
    ['contacts', '{id'],
    ['contacts', '*'],
    ['contacts', 'x'.repeat(maxKeyBytes)],
  ])('is refused when a name could not be made by it: %s, %s', (namespace, template) => {
    expect(thrownBy(() => parseKeyTemplate(namespace, template))?.[0]).toBe('CACHE_OPTION_INVALID');
  });

  it.each(['{page}:{workspace}', '{page}', 'all'])(
    'is refused when it does not begin with the tenant: %s',
    (template) => {
      expect(thrownBy(() => parseKeyTemplate('contacts', template, 'workspace'))?.[0]).toBe(
        'CACHE_OPTION_INVALID',
      );
    },
  );

  it('asks for exactly its parts at compile time', () => {
    // @ts-expect-error page is missing
    expect(() => contacts.nameOf({ id: 1 })).toThrow();
    // @ts-expect-error sort is no part
    expect(() => contacts.nameOf({ id: 1, page: 1, sort: 1 })).toThrow();
    // @ts-expect-error the leading part is missing
    expect(() => deep.prefixOf({ year: 1 })).toThrow();
    expect(deep.prefixOf({ workspace: 1, year: 1 })).toBe('p:reports:1:year:1:');
    // @ts-expect-error sort is no part
    expect(() => contacts.matching({ id: 1, sort: 1 })).toThrow();
  });
});
