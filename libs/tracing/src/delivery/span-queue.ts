/** What the queue reads of what it holds. */
export interface Queued {
  /** It belongs to a trace that failed: what is given up last. */
  readonly isError: boolean;
}

/** Holds what waits to be sent, in order, up to a bound. */
export interface SpanQueue<Item extends Queued> {
  readonly size: number;
  /** Adds `item`; returns false when something was given up for want of room: it, or what mattered less. */
  add(item: Item): boolean;
  /** Takes the `most` oldest. */
  take(most: number): readonly Item[];
  /** Puts back what was taken and not delivered, to the front; returns how many were given up for want of room. */
  giveBack(items: readonly Item[]): number;
}

/**
 * Creates a queue of at most `max`, at least 1. When it is full the newest that is no error is given up, and an error
 * only when all are errors: then the newest, as the first of an incident says most.
 */
export function createSpanQueue<Item extends Queued>(max: number): SpanQueue<Item> {
  let items: Item[] = [];

  const giveUpOne = (): void => {
    const newest = items.findLastIndex(({ isError }) => !isError);
    items.splice(newest === -1 ? items.length - 1 : newest, 1);
  };

  return {
    get size() {
      return items.length;
    },
    add(item) {
      items.push(item);
      if (items.length <= max) return true;
      giveUpOne();
      return false;
    },
    take(most) {
      const taken = items.slice(0, most);
      items = items.slice(most);
      return taken;
    },
    giveBack(taken) {
      items = [...taken, ...items];
      const tooMany = Math.max(0, items.length - max);
      for (let left = tooMany; left > 0; left -= 1) giveUpOne();
      return tooMany;
    },
  };
}
