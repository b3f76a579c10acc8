/** Counts by a fixed number of labels; the first `maxRows` combinations are told apart. */
export interface Tally {
  add(count: number, ...labels: readonly string[]): void;
  /** Every combination that was counted, in the order of its first count. */
  rows(): Iterable<readonly [labels: readonly string[], count: number]>;
  /** Of everything that was counted. */
  readonly total: number;
}

/** What stands for every label of the combinations beyond the bound. */
export const overflowValue = '__overflow__';

/** Memory stays below `maxRows` rows whatever is counted: further combinations share one row. */
export function createTally(maxRows = 2000): Tally {
  const rows = new Map<string, { readonly labels: readonly string[]; count: number }>();
  let total = 0;
  const rowOf = (labels: readonly string[]) => {
    const key = JSON.stringify(labels);
    const found = rows.get(key);
    if (found !== undefined) return found;
    if (rows.size >= maxRows && labels.some((label) => label !== overflowValue))
      return rowOf(labels.map(() => overflowValue));
    const row = { labels, count: 0 };
    rows.set(key, row);
    return row;
  };
  return {
    add(count, ...labels) {
      rowOf(labels).count += count;
      total += count;
    },
    *rows() {
      for (const { labels, count } of rows.values()) yield [labels, count] as const;
    },
    get total() {
      return total;
    },
  };
}
