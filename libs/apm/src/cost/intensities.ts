/** How much processor time tasks use while a thread serves them, learned from sums. */
export interface Intensities<Kind> {
  /** Microseconds of processor time per millisecond in service, up to a factor that all kinds share. */
  of(kind: Kind): number;
  /** All kinds together have used `us` while each was in service for so many milliseconds. */
  learn(servedMs: ReadonlyMap<Kind, number>, us: number): void;
}

/** What a lesson leaves of earlier ones: half of it after 70. */
const memory = 0.99;

/** How much the guesses hold against the lessons, as part of the lessons' own weight. */
const doubt = 0.05;

/** Rounds of coordinate descent; few kinds converge in less. */
const rounds = 30;

/**
 * Fits a factor for each kind to the lessons by least squares, all of them drawn to the same factor as far
 * as the lessons do not tell kinds apart, and none negative.
 *
 * @param guess of a kind's intensity.
 */
export function createIntensities<Kind>(guess: (kind: Kind) => number): Intensities<Kind> {
  const factors = new Map<Kind, number>();
  /** Sums over lessons: expected time of two kinds, and of a kind and what was used. */
  const pairs = new Map<Kind, Map<Kind, number>>();
  const products = new Map<Kind, number>();
  let expectedUs = 0;
  let usedUs = 0;

  const remember = (expected: ReadonlyMap<Kind, number>, us: number): void => {
    for (const kind of expected.keys()) if (!pairs.has(kind)) pairs.set(kind, new Map());
    for (const [kind, row] of pairs) {
      const own = expected.get(kind) ?? 0;
      for (const other of pairs.keys()) {
        row.set(other, memory * (row.get(other) ?? 0) + own * (expected.get(other) ?? 0));
      }
      products.set(kind, memory * (products.get(kind) ?? 0) + own * us);
    }
    expectedUs = memory * expectedUs + expected.values().reduce((a, b) => a + b, 0);
    usedUs = memory * usedUs + us;
  };
  const fit = (): void => {
    const common = expectedUs > 0 ? usedUs / expectedUs : 1;
    for (let round = 0; round < rounds; round += 1) {
      for (const [kind, row] of pairs) {
        const own = row.get(kind) ?? 0;
        let rest = products.get(kind) ?? 0;
        for (const [other, sum] of row)
          if (other !== kind) rest -= sum * (factors.get(other) ?? common);
        const hold = doubt * own;
        if (own > 0)
          factors.set(kind, Math.max(common / 100, (rest + hold * common) / (own + hold)));
      }
    }
  };
  return {
    of: (kind) => guess(kind) * (factors.get(kind) ?? (expectedUs > 0 ? usedUs / expectedUs : 1)),
    learn(servedMs, us) {
      const expected = new Map(servedMs);
      for (const [kind, ms] of servedMs) expected.set(kind, ms * guess(kind));
      remember(expected, us);
      fit();
    },
  };
}
