import { createTally, overflowValue } from './tally.ts';

describe('a tally', () => {
  it('counts by its labels', () => {
    const tally = createTally();
    tally.add(1, 'a', 'x');
    tally.add(2, 'a', 'y');
    tally.add(3, 'a', 'x');
    expect([...tally.rows()]).toEqual([
      [['a', 'x'], 4],
      [['a', 'y'], 2],
    ]);
    expect(tally.total).toBe(6);
  });

  it('counts everything beyond its bound in one row', () => {
    const tally = createTally(2);
    for (const name of ['a', 'b', 'c', 'd', 'a']) tally.add(1, name);
    expect([...tally.rows()]).toEqual([
      [['a'], 2],
      [['b'], 1],
      [[overflowValue], 2],
    ]);
  });
});
