import * as fc from 'fast-check';

import { createSpanQueue, type Queued } from './span-queue.ts';

interface Item extends Queued {
  readonly id: number;
}

const plain = (id: number): Item => ({ id, isError: false });
const error = (id: number): Item => ({ id, isError: true });
const ids = (items: readonly Item[]) => items.map(({ id }) => id);

describe('a queue of spans', () => {
  it('gives the oldest first, and again what was given back', () => {
    const queue = createSpanQueue<Item>(10);
    for (const id of [1, 2, 3, 4]) queue.add(plain(id));
    const taken = queue.take(2);
    expect(ids(taken)).toEqual([1, 2]);
    queue.giveBack(taken);
    expect(ids(queue.take(10))).toEqual([1, 2, 3, 4]);
  });

  it('gives up the newest that is no error', () => {
    const queue = createSpanQueue<Item>(3);
    for (const item of [plain(1), plain(2), error(3)]) expect(queue.add(item)).toBe(true);
    expect(queue.add(error(4))).toBe(false);
    expect(queue.add(plain(5))).toBe(false);
    expect(ids(queue.take(10))).toEqual([1, 3, 4]);
  });

  it('of errors alone gives up the newest', () => {
    const queue = createSpanQueue<Item>(2);
    for (const id of [1, 2, 3]) queue.add(error(id));
    expect(ids(queue.take(10))).toEqual([1, 2]);
  });

  it('never holds more than it may, loses nothing uncounted, and no error while there is something else', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ does: fc.constant('add' as const), isError: fc.boolean() }),
        fc.record({ does: fc.constant('take' as const), most: fc.nat(5) }),
        fc.record({ does: fc.constant('give back' as const) }),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 8 }), (all, max) => {
        const queue = createSpanQueue<Item>(max);
        let [added, gone] = [0, 0];
        let taken: readonly Item[] = [];
        for (const step of all) {
          if (step.does === 'add') {
            added += 1;
            if (!queue.add({ id: added, isError: step.isError })) gone += 1;
          } else if (step.does === 'take') {
            gone += taken.length;
            taken = queue.take(step.most);
          } else {
            gone += queue.giveBack(taken);
            taken = [];
          }
          expect(queue.size).toBeLessThanOrEqual(max);
          expect(queue.size + taken.length + gone).toBe(added);
        }
      }),
    );
  });
});
