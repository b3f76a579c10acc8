/** @jest-environment node */
import { remember, series, type History } from './history.ts';
import type { Operations } from './operations.ts';

// The history never looks inside.
const look = (n: number) => ({ api: { residentBytes: n } }) as Operations;

describe('the history of the system', () => {
  it('grows by one look at a time', () => {
    expect(remember([look(1)], look(2))).toEqual([look(1), look(2)]);
  });

  it('forgets the oldest after five minutes', () => {
    let history: History = [];
    for (let n = 0; n < 70; n++) history = remember(history, look(n));
    expect(history).toHaveLength(60);
    expect(history[0]).toEqual(look(10));
  });

  it('gives one figure over time, with null where it was unknown', () => {
    const figures = series([look(1), look(2)], ({ api }) =>
      api.residentBytes === 1 ? undefined : api.residentBytes,
    );
    expect(figures).toEqual([null, 2]);
  });
});
