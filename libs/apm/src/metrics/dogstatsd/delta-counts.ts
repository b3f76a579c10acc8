/** Turns cumulative sums into what was added since the last time. */
export interface DeltaCounts {
  /** `key` names a series for ever. */
  take(key: string, cumulative: number): number;
}

/**
 * Keeps the sum of what it gave, not of what it was told: what rounding loses in one difference comes
 * with the next, so that the receiver's sum stays as near to the true one as doubles can be.
 */
export function createDeltaCounts(): DeltaCounts {
  const given = new Map<string, number>();
  return {
    take(key, cumulative) {
      const before = given.get(key) ?? 0;
      const delta = cumulative - before;
      given.set(key, before + delta);
      return delta;
    },
  };
}
