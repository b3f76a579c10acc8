import * as fc from 'fast-check';

import { createSeededRandom } from '../testing/seeded-random.ts';
import { createEarlyRefresh } from './early-refresh.ts';

const always = (fraction: number) => ({ fraction: () => fraction, token: () => '' });

describe('an early refresh', () => {
  it.each([
    [0.5, 1],
    [1, 1],
    [2, 1],
    [1, 2],
    [3, 0.5],
  ])('comes with probability exp(-left / (load * beta)): left %s loads, beta %s', (loads, beta) => {
    const runs = 100_000;
    const refresh = createEarlyRefresh({ beta, random: createSeededRandom(42) });
    let due = 0;
    for (let run = 0; run < runs; run += 1) if (refresh.dueFrom(0, 20) <= -loads * 20) due += 1;
    const expected = Math.exp(-loads / beta);
    const deviation = Math.sqrt((expected * (1 - expected)) / runs);
    expect(Math.abs(due / runs - expected)).toBeLessThan(4 * deviation);
  });

  it('is due by the time a value has expired, whatever chance says', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (fraction) => {
        const refresh = createEarlyRefresh({ beta: 1, random: always(fraction) });
        expect(refresh.dueFrom(1000, 20)).toBeLessThanOrEqual(1000);
        expect(refresh.dueFrom(1000, 20)).toBeGreaterThan(-Infinity);
        expect(refresh.dueFrom(1000, 0)).toBe(1000);
      }),
    );
  });

  it('never comes with a beta of 0', () => {
    const refresh = createEarlyRefresh({ beta: 0, random: always(0.999) });
    expect(refresh.dueFrom(1000, 20)).toBe(Infinity);
  });

  it.each([-1, NaN, Infinity])('refuses %s as beta', (beta) => {
    expect(() => createEarlyRefresh({ beta, random: always(0) })).toThrow(
      expect.objectContaining({ code: 'CACHE_OPTION_INVALID' }),
    );
  });
});
