import type { Mark, Marks } from './coherence/marks.ts';

/** A value in memory. All moments are of the monotonic clock. */
export interface Entry<V> {
  readonly value: V;
  /** Of the tags it depends on. Its key needs none: who invalidates it takes the entry away. */
  readonly marks: readonly Mark[];
  /** The position of the marks when its load began. */
  readonly loadedAt: number;
  /** The position at which it was last found to be up to date. */
  checkedAt: number;
  /** Until here it is fresh. */
  freshUntilMs: number;
  /** Until here it may be served stale. */
  staleUntilMs: number;
  /** From here on a read refreshes it ahead of time. */
  refreshAtMs: number;
  /** While it is stale, no load is tried again before. */
  retryAtMs: number;
  /** What hits are answered, made by the first of them; undefined where each gets a copy. */
  landed: Promise<V> | undefined;
}

/** Whether none of the tags that `entry` depends on was invalidated since its load began. */
export function isCurrent<V>(entry: Entry<V>, marks: Marks): boolean {
  const { position } = marks;
  if (entry.checkedAt === position) return true;
  const { loadedAt } = entry;
  for (const mark of entry.marks) if (mark.invalidatedAt > loadedAt) return false;
  entry.checkedAt = position;
  return true;
}
