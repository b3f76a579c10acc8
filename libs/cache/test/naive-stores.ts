import { type MemoryBounds, type MemoryStore } from '../src/memory/memory-store.ts';

/** A value as the naive stores keep it, in an array. */
interface Kept<V> {
  readonly name: string;
  value: V;
  bytes: number;
  isVisited: boolean;
}

const bytesOf = (kept: readonly Kept<unknown>[]) => kept.reduce((sum, { bytes }) => sum + bytes, 0);

/** What the LRU store must do, said as slowly as it can be: the most recently used is first. */
export function createNaiveLru<V extends NonNullable<unknown>>(
  bounds: MemoryBounds,
): MemoryStore<V> {
  let kept: Kept<V>[] = [];
  let evictions = 0;
  const find = (name: string) => kept.find((entry) => entry.name === name);
  const without = (name: string) => kept.filter((entry) => entry.name !== name);

  function evict(except?: string): boolean {
    const victim = kept.findLast(({ name }) => name !== except);
    if (victim === undefined) return false;
    kept = without(victim.name);
    evictions += 1;
    return true;
  }

  return {
    get(name) {
      const entry = find(name);
      if (entry !== undefined) kept = [entry, ...without(name)];
      return entry?.value;
    },
    peek: (name) => find(name)?.value,
    set(name, value, bytes) {
      kept = without(name);
      if (bytes > bounds.maxEntryBytes || bytes > bounds.maxBytes) return false;
      kept.unshift({ name, value, bytes, isVisited: false });
      while (kept.length > bounds.maxEntries || bytesOf(kept) > bounds.maxBytes) evict(name);
      return true;
    },
    delete(name) {
      const before = kept.length;
      kept = without(name);
      return kept.length < before;
    },
    evict,
    clear: () => void (kept = []),
    get size() {
      return kept.length;
    },
    get bytes() {
      return bytesOf(kept);
    },
    get evictions() {
      return evictions;
    },
    names: () => kept.map(({ name }) => name).values(),
  };
}

/** What the SIEVE store must do: the oldest is first, and the hand is a place in the array. */
export function createNaiveSieve<V extends NonNullable<unknown>>(
  bounds: MemoryBounds,
): MemoryStore<V> {
  const kept: Kept<V>[] = [];
  let hand = 0;
  let evictions = 0;
  const find = (name: string) => kept.find((entry) => entry.name === name);

  function removeAt(index: number): void {
    kept.splice(index, 1);
    if (hand > index) hand -= 1;
    if (hand >= kept.length) hand = 0;
  }

  function remove(name: string): boolean {
    const index = kept.findIndex((entry) => entry.name === name);
    if (index >= 0) removeAt(index);
    return index >= 0;
  }

  function evict(except?: string): boolean {
    if (kept.every(({ name }) => name === except)) return false;
    for (;;) {
      const entry = kept[hand];
      if (entry !== undefined && !entry.isVisited && entry.name !== except) break;
      if (entry !== undefined) entry.isVisited = false;
      hand = (hand + 1) % kept.length;
    }
    removeAt(hand);
    evictions += 1;
    return true;
  }

  return {
    get(name) {
      const entry = find(name);
      if (entry !== undefined) entry.isVisited = true;
      return entry?.value;
    },
    peek: (name) => find(name)?.value,
    set(name, value, bytes) {
      if (bytes > bounds.maxEntryBytes || bytes > bounds.maxBytes) {
        remove(name);
        return false;
      }
      const entry = find(name);
      if (entry === undefined) {
        while (kept.length >= bounds.maxEntries || bytesOf(kept) + bytes > bounds.maxBytes) evict();
        kept.push({ name, value, bytes, isVisited: false });
        return true;
      }
      Object.assign(entry, { value, bytes });
      while (bytesOf(kept) > bounds.maxBytes) evict(name);
      entry.isVisited = true;
      return true;
    },
    delete: remove,
    evict,
    clear() {
      kept.length = 0;
      hand = 0;
    },
    get size() {
      return kept.length;
    },
    get bytes() {
      return bytesOf(kept);
    },
    get evictions() {
      return evictions;
    },
    names() {
      const turn = [...kept.slice(hand), ...kept.slice(0, hand)];
      const unused = turn.filter(({ isVisited }) => !isVisited);
      const spared = turn.filter(({ isVisited }) => isVisited);
      return [...unused, ...spared]
        .map(({ name }) => name)
        .reverse()
        .values();
    },
  };
}
