/** @jest-environment node */
import { latencyScale } from './latency-scale.ts';

describe('the scale of latencies', () => {
  it('has a mark at each power of ten and the same room between them', () => {
    const { marks, position } = latencyScale([3, 240]);
    expect(marks).toEqual([1, 10, 100, 1_000]);
    expect(marks.map(position)).toEqual([0, 33.33, 66.67, 100]);
    expect(position(31.6228)).toBe(50);
  });

  it('begins below 1 ms where something is as fast', () => {
    expect(latencyScale([0.04, 2]).marks).toEqual([0.01, 0.1, 1, 10]);
  });

  it('keeps what is off it at its ends', () => {
    const { position } = latencyScale([]);
    expect([position(0), position(99)]).toEqual([0, 100]);
  });
});
