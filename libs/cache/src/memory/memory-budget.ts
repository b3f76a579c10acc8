import { type MemoryStore } from './memory-store.ts';

/** Bytes that several stores share. */
export interface MemoryBudget {
  /** Of all stores together. */
  readonly maxBytes: number;
  readonly bytes: number;
  /**
   * `store`, still empty, from now on within the budget as well as within its own bounds: to be used in its place.
   *
   * @param weight above 0: the store's share is `maxBytes` × its weight ÷ all stores' weights
   */
  join<V extends NonNullable<unknown>>(store: MemoryStore<V>, weight?: number): MemoryStore<V>;
}

/** What the budget knows of a store. */
interface Member {
  readonly store: Pick<MemoryStore<NonNullable<unknown>>, 'size' | 'bytes' | 'evict'>;
  readonly weight: number;
}

/**
 * A bound on the bytes of several stores together. Each may take what the others leave free; when the sum is too much,
 * the store that is furthest above its share gives up its next value, until it is not. So a store within its share
 * gives up nothing for another, and a value that only fits at the cost of such a store is refused.
 *
 * A `set` costs O(stores), and as much again for each value that is given up; a `get` costs nothing more.
 *
 * @param maxBytes a whole number of at least 1
 */
export function createMemoryBudget({ maxBytes }: { readonly maxBytes: number }): MemoryBudget {
  const members: Member[] = [];
  let weights = 0;

  const shareOf = ({ weight }: Member) => (maxBytes * weight) / weights;

  function bytesOfAll(): number {
    let sum = 0;
    for (const { store } of members) sum += store.bytes;
    return sum;
  }

  /** What `member` can have when every other has been brought down to its share. */
  function bytesWithin(member: Member): number {
    let taken = 0;
    for (const other of members) {
      if (other !== member) taken += Math.min(other.store.bytes, shareOf(other));
    }
    return maxBytes - taken;
  }

  /** The one furthest above its share, of those that hold another value than the new one of `filled`. */
  function nextToGive(filled: Member): Member | undefined {
    let next: Member | undefined;
    let furthest = 0;
    for (const member of members) {
      const above = member.store.bytes - shareOf(member);
      if (above <= furthest || (member === filled && member.store.size === 1)) continue;
      furthest = above;
      next = member;
    }
    return next;
  }

  function giveUpFor(filled: Member, name: string): void {
    while (bytesOfAll() > maxBytes) {
      // There is one: with all others at their shares and nothing but the new value here, the sum is within the bound.
      const next = nextToGive(filled);
      if (next === undefined || !next.store.evict(next === filled ? name : undefined)) return;
    }
  }

  return {
    maxBytes,
    get bytes() {
      return bytesOfAll();
    },
    join(store, weight = 1) {
      const member: Member = { store, weight };
      members.push(member);
      weights += weight;
      return {
        get: store.get,
        peek: store.peek,
        set(name, value, bytes) {
          if (bytes > bytesWithin(member)) {
            store.delete(name);
            return false;
          }
          if (!store.set(name, value, bytes)) return false;
          giveUpFor(member, name);
          return true;
        },
        delete: store.delete,
        evict: store.evict,
        clear: store.clear,
        get size() {
          return store.size;
        },
        get bytes() {
          return store.bytes;
        },
        get evictions() {
          return store.evictions;
        },
        names: store.names,
      };
    },
  };
}
