import { createLruStore } from '../../src/memory/lru-store.ts';
import { createMemoryBudget } from '../../src/memory/memory-budget.ts';
import { type MemoryBounds, type MemoryStore } from '../../src/memory/memory-store.ts';
import { createSieveStore } from '../../src/memory/sieve-store.ts';
import { sizeOf } from '../../src/memory/size-of.ts';
import { usedBytes } from '../heap.ts';

interface Row {
  readonly id: number;
  readonly name: string;
}

const bounds: MemoryBounds = { maxEntries: 500, maxBytes: 50_000, maxEntryBytes: 10_000 };
const oneShotKeys = 1_000_000;

/** Each name is set and read once, and never again. */
function fillOnce(store: MemoryStore<Row>, from: number, count: number): void {
  for (let id = from; id < from + count; id += 1) {
    const row = { id, name: `Person ${id}` };
    store.set(`contact:${id}`, row, sizeOf(row));
    store.get(`contact:${id}`);
  }
}

describe.each([
  { kind: 'an LRU store', make: () => createLruStore<Row>(bounds) },
  { kind: 'a SIEVE store', make: () => createSieveStore<Row>(bounds) },
  {
    kind: 'a store within a budget',
    make: () => createMemoryBudget({ maxBytes: 40_000 }).join(createSieveStore<Row>(bounds)),
  },
])('$kind', ({ make }) => {
  it('holds after 1,000,000 keys that came once what it held after the first 10,000', () => {
    const store = make();
    fillOnce(store, 1_000_000, 10_000);
    const [size, bytes, used] = [store.size, store.bytes, usedBytes()];

    fillOnce(store, 1_010_000, oneShotKeys);

    expect(store.size).toBe(size);
    expect(store.bytes).toBe(bytes);
    expect(store.evictions).toBe(10_000 + oneShotKeys - size);
    // Were one byte of each key left, it would be this much.
    expect(usedBytes() - used).toBeLessThan(oneShotKeys);
  });
});

describe('the leak check', () => {
  it('fails for a Map that nothing bounds', () => {
    const kept = new Map<string, Row>();
    const used = usedBytes();
    for (let id = 0; id < oneShotKeys; id += 1) kept.set(`contact:${id}`, { id, name: 'Ada' });
    expect(usedBytes() - used).toBeGreaterThan(oneShotKeys);
    expect(kept.size).toBe(oneShotKeys);
  });
});
