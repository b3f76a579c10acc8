import { parseKeyTemplate, type KeyOf } from './key-template.ts';
import { rememberNames } from './remember-names.ts';

const template = parseKeyTemplate('items', '{group}:{id}');

/** Names, and how often one was put together. */
function remembered(maxNames = 100) {
  let made = 0;
  const nameOf = rememberNames(
    {
      ...template,
      nameOf(key: KeyOf<'{group}:{id}'>) {
        made += 1;
        return template.nameOf(key);
      },
    },
    maxNames,
  );
  return { nameOf, made: () => made };
}

describe('a remembered name', () => {
  it('is that of the template, put together once', () => {
    const { nameOf, made } = remembered();
    for (let n = 0; n < 3; n += 1) expect(nameOf({ group: 'a', id: 1 })).toBe('items:a:1');
    expect(made()).toBe(1);
  });

  it('is that of its own key, however alike others are', () => {
    const { nameOf } = remembered();
    const parts = ['a', 'b', '1', 1, true, 'true', 10n, 'a:b', 0, -0];
    const keys = parts.flatMap((group) => parts.map((id) => ({ group, id })));
    for (const key of [...keys, ...keys]) expect(nameOf(key)).toBe(template.nameOf(key));
  });

  it('does not depend on the order of the parts', () => {
    const { nameOf } = remembered();
    nameOf({ group: 'a', id: 'b' });
    expect(nameOf({ id: 'a', group: 'b' })).toBe('items:b:a');
  });

  it.each([{}, { group: 'a' }, { group: 'a', id: 'b', more: 'c' }, { id: 'b', more: 'c' }])(
    'is not found for %j, which the template refuses',
    (key) => {
      const { nameOf } = remembered();
      nameOf({ group: 'a', id: 'b' });
      // A caller without types.
      expect(() => nameOf(key as never)).toThrow(
        expect.objectContaining({ code: 'CACHE_KEY_INVALID' }),
      );
    },
  );

  it('is forgotten with all others when there are too many', () => {
    const { nameOf, made } = remembered(10);
    for (let id = 0; id < 10; id += 1) nameOf({ group: 'a', id });
    nameOf({ group: 'a', id: 0 });
    expect(made()).toBe(10);
    nameOf({ group: 'a', id: 10 });
    nameOf({ group: 'a', id: 0 });
    expect(made()).toBe(12);
  });
});
