import { sessionSampleRatio } from './sampling.ts';

it.each([
  ['production', 0.1],
  ['staging', 1],
  ['test', 1],
])('sessions of %s are recorded at %s', (environment, ratio) => {
  expect(sessionSampleRatio(environment)).toBe(ratio);
});
