import { sampleRatioOf } from './sample-ratio.ts';

describe('the part that is kept', () => {
  it.each([
    ['production', 0.1],
    ['staging', 1],
    ['development', 1],
  ])('in %s is %d', (environment, ratio) => {
    expect(sampleRatioOf(environment)).toBe(ratio);
  });
});
