import fc from 'fast-check';

import { storeSteps, take } from '../../test/store-steps.ts';
import { createLruStore } from './lru-store.ts';
import { createMemoryBudget } from './memory-budget.ts';
import { type MemoryBounds } from './memory-store.ts';
import { createSieveStore } from './sieve-store.ts';

const wide: MemoryBounds = { maxEntries: 100, maxBytes: 1000, maxEntryBytes: 1000 };

/** Two stores under 100 bytes, of which `small` has a share of 25 and `large` one of 75. */
function twoStores() {
  const budget = createMemoryBudget({ maxBytes: 100 });
  const small = budget.join(createLruStore<string>(wide), 1);
  const large = budget.join(createLruStore<string>(wide), 3);
  return { budget, small, large };
}

const fill = (store: ReturnType<typeof twoStores>['small'], count: number, bytes: number) => {
  for (let index = 0; index < count; index += 1) store.set(`${index}`, 'value', bytes);
};

describe('a memory budget', () => {
  it('lets one store take what the others leave free', () => {
    const { budget, small } = twoStores();
    fill(small, 10, 10);
    expect(small.bytes).toBe(100);
    expect(budget.bytes).toBe(100);
    expect(small.evictions).toBe(0);
  });

  it('takes it back from the store that is above its share when another wants its own', () => {
    const { budget, small, large } = twoStores();
    fill(small, 10, 10);
    fill(large, 7, 10);
    expect([small.bytes, large.bytes, budget.bytes]).toEqual([30, 70, 100]);
    expect([small.evictions, large.evictions]).toEqual([7, 0]);
  });

  it('makes the store that grows give up its own values once all others are within their shares', () => {
    const { small, large } = twoStores();
    fill(large, 7, 10);
    fill(small, 5, 10);
    expect([small.bytes, large.bytes]).toEqual([30, 70]);
    expect([...small.names()]).toEqual(['4', '3', '2']);
  });

  it('refuses a value that would not fit without taking from a store within its share', () => {
    const { small, large } = twoStores();
    fill(large, 7, 10);
    fill(small, 2, 10);
    expect(small.set('0', 'huge', 31)).toBe(false);
    expect([...small.names()]).toEqual(['1']);
    expect([small.evictions, large.evictions]).toEqual([0, 0]);
  });

  it('keeps the bounds that a store has of its own', () => {
    const budget = createMemoryBudget({ maxBytes: 100 });
    const store = budget.join(
      createLruStore<string>({ maxEntries: 2, maxBytes: 50, maxEntryBytes: 30 }),
    );
    expect(store.set('huge', 'value', 31)).toBe(false);
    fill(store, 3, 10);
    expect(store.size).toBe(2);
    fill(store, 2, 30);
    expect(store.bytes).toBe(30);
  });

  it('counts what is given up for another store as given up', () => {
    const { small, large } = twoStores();
    fill(small, 10, 10);
    fill(large, 1, 20);
    expect(small.evictions).toBe(2);
  });

  const someStores = fc.record({
    maxBytes: fc.integer({ min: 1, max: 40 }),
    stores: fc.array(
      fc.record({
        create: fc.constantFrom(createLruStore<string>, createSieveStore<string>),
        weight: fc.integer({ min: 1, max: 4 }),
        bounds: fc.record<MemoryBounds>({
          maxEntries: fc.integer({ min: 1, max: 6 }),
          maxBytes: fc.integer({ min: 1, max: 40 }),
          maxEntryBytes: fc.integer({ min: 1, max: 40 }),
        }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    steps: fc.array(fc.tuple(fc.nat(3), storeSteps), { maxLength: 8 }),
  });

  it('holds after every call: the sum, the bounds of each, and what is within its share', () => {
    fc.assert(
      fc.property(someStores, ({ maxBytes, stores, steps }) => {
        const budget = createMemoryBudget({ maxBytes });
        const joined = stores.map(({ create, bounds, weight }) => ({
          store: budget.join(create(bounds), weight),
          bounds,
          weight,
        }));
        const weights = stores.reduce((sum, { weight }) => sum + weight, 0);
        for (const [at, calls] of steps) {
          const turn = joined[at % joined.length];
          for (const step of calls) {
            if (turn === undefined) throw new Error('there is always a store');
            const before = joined.map(({ store }) => ({
              bytes: store.bytes,
              given: store.evictions,
            }));
            const answer = take(turn.store, step);

            expect(budget.bytes).toBeLessThanOrEqual(maxBytes);
            for (const [index, { store, bounds, weight }] of joined.entries()) {
              expect(store.bytes).toBeLessThanOrEqual(bounds.maxBytes);
              expect(store.size).toBeLessThanOrEqual(bounds.maxEntries);
              const was = before[index];
              if (store === turn.store || was === undefined) continue;
              if (was.bytes <= (maxBytes * weight) / weights)
                expect(store.evictions).toBe(was.given);
            }
            if (step.call === 'set') expect(turn.store.peek(step.name) !== undefined).toBe(answer);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
