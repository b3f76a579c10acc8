import fc from 'fast-check';

import { type MemoryStore } from '../src/memory/memory-store.ts';

/** One call of a store. */
export interface StoreStep {
  readonly call: 'get' | 'peek' | 'set' | 'delete' | 'evict' | 'evictExcept' | 'clear';
  readonly name: string;
  readonly value: string;
  readonly bytes: number;
}

/** Calls over so few names, values and sizes that they meet often. */
export const storeSteps = fc.array(
  fc.record<StoreStep>({
    call: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('get', 'set' as const) },
      { weight: 3, arbitrary: fc.constantFrom('peek', 'delete', 'evict', 'evictExcept' as const) },
      { weight: 1, arbitrary: fc.constant('clear' as const) },
    ),
    name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
    value: fc.constantFrom('x', 'y'),
    bytes: fc.integer({ min: 1, max: 12 }),
  }),
  { maxLength: 80 },
);

/** Does `step` and answers what the store answered. */
export function take(store: MemoryStore<string>, step: StoreStep): unknown {
  const { call, name, value, bytes } = step;
  if (call === 'set') return store.set(name, value, bytes);
  if (call === 'evict') return store.evict();
  if (call === 'evictExcept') return store.evict(name);
  if (call === 'clear') return store.clear();
  return store[call](name);
}
