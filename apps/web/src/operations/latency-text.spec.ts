/** @jest-environment node */
import { latencyText } from './latency-text.ts';

describe('a latency in words', () => {
  it.each([
    [0.42, '0.4 ms'],
    [9.96, '10.0 ms'],
    [12.6, '13 ms'],
    [1_240, '1.2 s'],
    [null, '–'],
  ])('%p is %s', (ms, text) => {
    expect(latencyText(ms)).toBe(text);
  });
});
