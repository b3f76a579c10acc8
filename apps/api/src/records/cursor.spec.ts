import fc from 'fast-check';

import { type CursorScope, decodeCursor, encodeCursor } from './cursor.ts';

const scope: CursorScope = { table: 'contacts', sort: 'name', search: 'a', filters: {} };

describe('a cursor', () => {
  it('gives back the position that it was made of', () => {
    const key = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(key, fc.uuid(), (text, id) => {
        const position = { key: text, id };
        expect(decodeCursor(scope, encodeCursor(scope, position))).toEqual(position);
      }),
    );
  });

  it('is bound to every part of its query', () => {
    const cursor = encodeCursor(scope, { key: 'k', id: '01a20637-2283-7165-9456-e08a8cc614dc' });
    const others: CursorScope[] = [
      { ...scope, table: 'campaigns' },
      { ...scope, sort: '-name' },
      { ...scope, search: 'b' },
      { ...scope, filters: { stage: 'lead' } },
    ];
    expect(others.map((other) => decodeCursor(other, cursor))).toEqual([null, null, null, null]);
    expect(decodeCursor({ ...scope, filters: { stage: undefined } }, cursor)).not.toBeNull();
  });

  it('that is not ours reads as none, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json()), (text) => {
        expect(decodeCursor(scope, text)).toBeNull();
        expect(decodeCursor(scope, Buffer.from(text).toString('base64url'))).toBeNull();
      }),
    );
  });
});
