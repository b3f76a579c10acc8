/** @jest-environment node */
import { readGridKey } from './grid-keys.ts';

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});
const plain = { isAfterPrefix: false, pageRows: 12 };

describe('the keys of the grid', () => {
  it.each([
    ['j', 1],
    ['ArrowDown', 1],
    ['k', -1],
    ['ArrowUp', -1],
    ['PageDown', 12],
    ['PageUp', -12],
  ])('move with %s by %d', (key, by) => {
    expect(readGridKey(press(key), plain)).toEqual({ kind: 'move', by });
  });

  it('move to the ends with Home and End', () => {
    expect(readGridKey(press('Home'), plain)).toMatchObject({
      kind: 'move',
      by: -Number.MAX_SAFE_INTEGER,
    });
    expect(readGridKey(press('End'), plain)).toMatchObject({ by: Number.MAX_SAFE_INTEGER });
  });

  it.each([
    ['Enter', 'open'],
    ['e', 'edit'],
    ['c', 'create'],
    ['x', 'select'],
    ['Delete', 'delete'],
    ['/', 'search'],
    ['?', 'help'],
    ['g', 'prefix'],
  ])('%s means %s', (key, kind) => {
    expect(readGridKey(press(key), plain)).toEqual({ kind });
  });

  it('go somewhere after g', () => {
    expect(readGridKey(press('c'), { ...plain, isAfterPrefix: true })).toEqual({
      kind: 'go',
      key: 'c',
    });
  });

  it.each(['ctrlKey', 'metaKey', 'altKey'] as const)(
    'leave everything with %s to the browser',
    (held) => {
      expect(readGridKey(press('c', { [held]: true }), plain)).toBeUndefined();
    },
  );

  it('leave what they do not know to the browser', () => {
    expect(readGridKey(press('Tab'), plain)).toBeUndefined();
    expect(readGridKey(press('q'), plain)).toBeUndefined();
  });
});
