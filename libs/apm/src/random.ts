/** Numbers from 0 up to but not including 1. */
export type Random = () => number;

/** Not for secrets: sampling and jitter. */
export const systemRandom: Random = () => Math.random();
