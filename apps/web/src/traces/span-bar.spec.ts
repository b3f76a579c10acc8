import { spanBar } from './span-bar.ts';

describe('the bar of a span', () => {
  it.each([
    [0, 100, 100, { x: 0, width: 100 }],
    [25, 50, 100, { x: 25, width: 50 }],
    [99.9, 0, 100, { x: 99.4, width: 0.6 }],
    [0, 0, 0, { x: 0, width: 0.6 }],
    [-5, 10, 100, { x: 0, width: 5 }],
    [90, 50, 100, { x: 90, width: 10 }],
    [200, 50, 100, { x: 99.4, width: 0.6 }],
  ])('from %d ms for %d ms of %d ms is %j', (startMs, durationMs, totalMs, bar) => {
    expect(spanBar({ startMs, durationMs }, totalMs)).toEqual(bar);
  });
});
