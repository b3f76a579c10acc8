import { type Random } from '../random.ts';

/**
 * The same chance for the same seed: mulberry32 (T. Ettinger, 2017), 32 bits a fraction. Its tokens are numbered, so
 * that two of the same seed never meet in one test.
 */
export function createSeededRandom(seed: number): Random {
  let state = seed | 0;
  let tokens = 0;

  function fraction(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  return { fraction, token: () => `${seed}-${(tokens += 1)}` };
}
