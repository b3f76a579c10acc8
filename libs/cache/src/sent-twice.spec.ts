import { createWorld, type Process } from '../test/world.ts';

const key = { group: 'a', id: 1 };

const ends: readonly [string, (process: Process) => Promise<unknown>][] = [
  ['a prefix', ({ items }) => items.invalidatePrefix({ group: 'a' })],
  ['a pattern', ({ items }) => items.invalidateMatching({ id: 1 })],
  ['a namespace', ({ items }) => items.clear()],
];

/**
 * One process ends what there is and is not answered, so that its client sends that again later; in between the value
 * is loaded and ended by another one.
 */
async function readAfter(end: (process: Process) => Promise<unknown>, without?: 'runs') {
  const world = createWorld(without && { without });
  const [first, second, reader] = [await world.start(), await world.start(), await world.start()];
  await world.until(second.items.get(key, () => 'before'));
  await world.pass(10);
  void end(first);
  await world.pass(0.5); // sent, and not arrived
  first.connection.fault = 'cut';
  await world.pass(5);
  await world.until(second.items.get(key, () => 'old'));
  await world.pass(10);
  await world.until(end(second));
  await world.pass(1100);
  return world.until(reader.items.read(key, () => 'new'));
}

describe.each(ends)('the end of %s that is sent twice', (_, end) => {
  it('brings nothing back that was ended in between', async () => {
    expect(await readAfter(end)).toMatchObject({ value: 'new', layer: 'loader' });
  });

  it('would, with the same stamp both times', async () => {
    expect(await readAfter(end, 'runs')).toMatchObject({ value: 'old', layer: 'shared' });
  });
});
