/** @jest-environment node */
import { barSegments } from './bar-segments.ts';

const part = (name: string, value: number) => ({ name, value, fill: 'fill-ok' });
const places = (parts: readonly ReturnType<typeof part>[], top: number) =>
  barSegments(parts, top).map(({ name, x, width }) => [name, x, width]);

describe('the segments of a bar', () => {
  it('stand side by side with a gap', () => {
    expect(places([part('a', 1), part('b', 3)], 8)).toEqual([
      ['a', 0, 12.15],
      ['b', 12.5, 37.15],
    ]);
  });

  it('are wide enough to be seen, and none where there is nothing', () => {
    expect(places([part('a', 0), part('b', 1)], 1e6)).toEqual([['b', 0, 0.4]]);
    expect(places([part('a', 1)], 0)).toEqual([]);
  });
});
