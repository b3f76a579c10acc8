import fc from 'fast-check';

import { createRecentIds } from './recent-ids.ts';

describe('recent ids', () => {
  it('know at least the last half of what fits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 50 }),
        fc.integer({ min: 1, max: 500 }),
        (max, count) => {
          const ids = createRecentIds(max);
          for (let n = 0; n < count; n += 1) ids.add(String(n));
          for (let n = Math.max(0, count - Math.floor(max / 2)); n < count; n += 1) {
            expect(ids.has(String(n))).toBe(true);
          }
        },
      ),
    );
  });

  it('forget the others', () => {
    const ids = createRecentIds(10);
    for (let n = 0; n < 100; n += 1) ids.add(String(n));
    const known = Array.from({ length: 100 }, (_, n) => ids.has(String(n))).filter(Boolean);
    expect(known.length).toBeLessThanOrEqual(10);
  });

  it('tell a known id from a new one', () => {
    const ids = createRecentIds(10);
    expect([ids.add('a'), ids.add('a'), ids.add('b')]).toEqual([true, false, true]);
  });
});
