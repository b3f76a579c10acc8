/** @jest-environment node */
import fc from 'fast-check';

import { contentHeightPx, rowTopPx, rowWindow, scrollTopToShow } from './row-window.ts';

const at = (scrollTopPx: number, rowCount = 100_000) => ({
  rowCount,
  rowPx: 44,
  viewportPx: 440,
  scrollTopPx,
});

describe('the window of rows', () => {
  it('holds what is in sight and some to spare', () => {
    expect(rowWindow(at(0))).toEqual({ start: 0, end: 18 });
    expect(rowWindow(at(4400))).toEqual({ start: 92, end: 118 });
  });

  it('ends with the list', () => {
    expect(rowWindow(at(0, 3))).toEqual({ start: 0, end: 3 });
    expect(rowWindow(at(0, 0))).toEqual({ start: 0, end: 0 });
  });

  it('never renders more than sixty rows, whatever the layout says', () => {
    expect(rowWindow({ ...at(0), viewportPx: 1e6 }).end).toBe(60);
  });

  it('stays below the height that browsers can scroll', () => {
    expect(contentHeightPx({ rowCount: 1_000_000, rowPx: 44 })).toBe(15_000_000);
    expect(contentHeightPx(at(0))).toBe(4_400_000);
  });

  const anyInput = fc.record({
    rowCount: fc.integer({ min: 1, max: 1_000_000 }),
    rowPx: fc.integer({ min: 24, max: 80 }),
    viewportPx: fc.integer({ min: 100, max: 1200 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  it('always holds the rows in sight, in lists of any length', () => {
    fc.assert(
      fc.property(anyInput, ({ part, ...list }) => {
        const travel = Math.max(0, contentHeightPx(list) - list.viewportPx);
        const input = { ...list, scrollTopPx: part * travel };
        const { start, end } = rowWindow(input);
        const coversTop = start === 0 || rowTopPx(start, input) <= input.scrollTopPx;
        const bottomPx = rowTopPx(end, input);
        const coversBottom =
          end === list.rowCount || bottomPx >= input.scrollTopPx + list.viewportPx;
        return coversTop && coversBottom;
      }),
    );
  });

  it('always brings a row wholly into sight, and moves no further when it is there', () => {
    fc.assert(
      fc.property(anyInput, ({ part, ...list }) => {
        const row = Math.floor(part * (list.rowCount - 1));
        const input = { ...list, scrollTopPx: 0 };
        const there = { ...input, scrollTopPx: scrollTopToShow(row, input) };
        const topPx = rowTopPx(row, there) - there.scrollTopPx;
        const isSeen = topPx >= -1 && topPx + list.rowPx <= list.viewportPx + 1;
        const again = scrollTopToShow(row, there);
        return isSeen && Math.abs(again - there.scrollTopPx) < 1;
      }),
    );
  });

  it('goes back up to a row above', () => {
    expect(scrollTopToShow(10, at(4400))).toBe(440);
    expect(scrollTopToShow(100, at(4400))).toBe(4400);
  });
});
