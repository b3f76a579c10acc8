/** The last ids that were added; older ones are forgotten. */
export interface RecentIds {
  has(id: string): boolean;
  /** False when it is known already. */
  add(id: string): boolean;
}

/** Remembers at least the last half of `maxIds` ids, and never more than `maxIds`. */
export function createRecentIds(maxIds: number): RecentIds {
  // Two generations: as cheap as one set, and nothing has to be evicted one by one.
  let [young, old] = [new Set<string>(), new Set<string>()];
  const has = (id: string) => young.has(id) || old.has(id);
  return {
    has,
    add(id) {
      if (has(id)) return false;
      if (young.size >= maxIds / 2) [young, old] = [new Set(), young];
      young.add(id);
      return true;
    },
  };
}
