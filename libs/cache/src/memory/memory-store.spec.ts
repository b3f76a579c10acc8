import fc from 'fast-check';

import { createNaiveLru, createNaiveSieve } from '../../test/naive-stores.ts';
import { storeSteps, take } from '../../test/store-steps.ts';
import { createLruStore } from './lru-store.ts';
import { type MemoryBounds, type MemoryStore } from './memory-store.ts';
import { createSieveStore } from './sieve-store.ts';

const stores = [
  { kind: 'an LRU store', create: createLruStore<string>, naive: createNaiveLru<string> },
  { kind: 'a SIEVE store', create: createSieveStore<string>, naive: createNaiveSieve<string> },
];

const someBounds = fc.record<MemoryBounds>({
  maxEntries: fc.integer({ min: 1, max: 6 }),
  maxBytes: fc.integer({ min: 1, max: 30 }),
  maxEntryBytes: fc.integer({ min: 1, max: 12 }),
});

const seen = (store: MemoryStore<string>) => ({
  size: store.size,
  bytes: store.bytes,
  evictions: store.evictions,
  names: [...store.names()],
});

describe.each(stores)('$kind', ({ create, naive }) => {
  const make = (bounds: Partial<MemoryBounds> = {}) =>
    create({ maxEntries: 3, maxBytes: 100, maxEntryBytes: 50, ...bounds });

  it('answers what was set, and undefined for what was not', () => {
    const store = make();
    expect(store.set('a', 'one', 10)).toBe(true);
    expect([store.get('a'), store.peek('a'), store.get('b'), store.peek('b')]).toEqual([
      'one',
      'one',
      undefined,
      undefined,
    ]);
  });

  it('never holds more entries than its bound', () => {
    const store = make();
    for (const name of ['a', 'b', 'c', 'd', 'e']) store.set(name, name, 1);
    expect(seen(store)).toMatchObject({ size: 3, bytes: 3, evictions: 2 });
  });

  it('gives up as many values as the bytes of a new one ask for', () => {
    const store = make();
    for (const name of ['a', 'b', 'c']) store.set(name, name, 33);
    store.set('d', 'd', 50);
    expect(seen(store)).toMatchObject({ size: 2, bytes: 83, evictions: 2 });
  });

  it('refuses a value that is larger than one entry may be, and drops what it would have replaced', () => {
    const store = make();
    store.set('a', 'one', 10);
    expect(store.set('a', 'two', 51)).toBe(false);
    expect(store.get('a')).toBeUndefined();
    expect(seen(store)).toEqual({ size: 0, bytes: 0, evictions: 0, names: [] });
  });

  it('refuses a value that is larger than all values may be together', () => {
    expect(make({ maxEntryBytes: 1000 }).set('a', 'one', 101)).toBe(false);
  });

  it('keeps the new size of a value that is set again', () => {
    const store = make();
    store.set('a', 'one', 10);
    store.set('a', 'one', 20);
    expect(store.bytes).toBe(20);
  });

  it('gives up others for a value that grows, but not that value', () => {
    const store = make();
    for (const name of ['a', 'b', 'c']) store.set(name, name, 30);
    expect(store.set('a', 'larger', 50)).toBe(true);
    expect(store.get('a')).toBe('larger');
    expect(seen(store)).toMatchObject({ size: 2, bytes: 80, evictions: 1 });
  });

  it('counts neither deleted nor overwritten values as given up', () => {
    const store = make();
    store.set('a', 'one', 10);
    store.set('a', 'two', 10);
    expect(store.delete('a')).toBe(true);
    expect(store.delete('a')).toBe(false);
    store.set('b', 'one', 10);
    store.clear();
    expect(seen(store)).toEqual({ size: 0, bytes: 0, evictions: 0, names: [] });
  });

  it('spares what was used over what was not', () => {
    const store = make();
    for (const name of ['a', 'b', 'c']) store.set(name, name, 1);
    store.get('a');
    store.set('d', 'd', 1);
    expect(store.peek('a')).toBe('a');
    expect(store.peek('b')).toBeUndefined();
  });

  it('does not count a peek as a use', () => {
    const store = make();
    for (const name of ['a', 'b', 'c']) store.set(name, name, 1);
    store.peek('a');
    store.set('d', 'd', 1);
    expect(store.peek('a')).toBeUndefined();
  });

  it('gives up the next value on demand, but never the one that is excepted', () => {
    const store = make();
    for (const name of ['a', 'b']) store.set(name, name, 1);
    expect(store.evict('a')).toBe(true);
    expect([...store.names()]).toEqual(['a']);
    expect(store.evict('a')).toBe(false);
    expect(store.evict()).toBe(true);
    expect(store.evict()).toBe(false);
    expect(seen(store)).toEqual({ size: 0, bytes: 0, evictions: 2, names: [] });
  });

  it('may change while its names are read', () => {
    const store = make();
    for (const name of ['a', 'b', 'c']) store.set(name, name, 1);
    for (const name of store.names()) store.delete(name);
    expect(store.size).toBe(0);
  });

  it.each([0, -1, 1.5, NaN, Infinity])('throws for a value of %p bytes', (bytes) => {
    expect(() => make().set('a', 'one', bytes)).toThrow(TypeError);
  });

  it('names its values in the reverse of the order in which it gives them up', () => {
    fc.assert(
      fc.property(someBounds, storeSteps, (bounds, steps) => {
        const store = create(bounds);
        for (const step of steps) take(store, step);
        for (const next of [...store.names()].reverse()) {
          expect(store.peek(next)).toBeDefined();
          store.evict();
          expect(store.peek(next)).toBeUndefined();
        }
        expect(store.size).toBe(0);
      }),
    );
  });

  it('does in every sequence of calls what its naive model does', () => {
    fc.assert(
      fc.property(someBounds, storeSteps, (bounds, steps) => {
        const [real, model] = [create(bounds), naive(bounds)];
        for (const step of steps) {
          expect({ answer: take(real, step), ...seen(real) }).toEqual({
            answer: take(model, step),
            ...seen(model),
          });
        }
      }),
      { numRuns: 1000 },
    );
  });
});
