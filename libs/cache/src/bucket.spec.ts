import { createWorld } from '../test/world.ts';
import { bucketTag } from './bucket.ts';

describe('the bucket of a key', () => {
  it('is the same in all processes', () => {
    expect([bucketTag('contacts:w1:1'), bucketTag('contacts:é')]).toEqual([
      'k:contacts:44',
      'k:contacts:3103',
    ]);
  });

  it('is of its namespace alone', () => {
    expect(bucketTag('contacts:1:2')).toMatch(/^k:contacts:\d+$/);
    expect(bucketTag('campaigns:1:2')).toMatch(/^k:campaigns:\d+$/);
  });

  it.each([
    ['numbers', (n: number) => `contacts:w1:${n}`],
    ['tenants', (n: number) => `contacts:${n}:1`],
    ['pairs', (n: number) => `contacts:${n % 64}:${Math.floor(n / 64)}`],
  ])('is shared by few others, when keys differ by %s', (_, keyOf) => {
    const sizes = new Map<string, number>();
    for (let n = 0; n < 40_960; n += 1) {
      const bucket = bucketTag(keyOf(n));
      sizes.set(bucket, (sizes.get(bucket) ?? 0) + 1);
    }
    // Ten each: by chance nearly none is empty, and hardly one has three times as many.
    expect(sizes.size).toBeGreaterThan(4000);
    expect(Math.max(...sizes.values())).toBeLessThan(40);
  });
});

const key = { group: 'a', id: 1 };
const ends = ['delete', 'set'] as const; // names of methods

/** A value is loaded, its server is copied, the value is ended, and the copy takes over. */
async function fail(end: (typeof ends)[number], without?: 'buckets') {
  const world = createWorld({ isSpread: true, ...(without && { without }) });
  const [here, elsewhere] = [await world.start(), await world.start()];
  const other = { group: 'a', id: 2 };
  for (const each of [key, other]) await world.until(here.items.get(each, () => 'old'));
  await world.pass(10); // stored
  world.server.replicate();
  const { isConfirmed } = await world.until(
    end === 'delete' ? here.items.delete(key) : here.items.set(key, 'set'),
  );
  expect(isConfirmed).toBe(true);
  world.server.failOver();
  return { world, elsewhere, other };
}

describe.each(ends)('a value that comes back with its server after %s', (end) => {
  it('is not served', async () => {
    const { world, elsewhere, other } = await fail(end);
    const reading = elsewhere.items.read(key, () => 'new');
    expect(await world.until(reading)).toMatchObject({ value: 'new', layer: 'loader' });
    // What was not ended came back as well.
    const kept = elsewhere.items.read(other, () => 'new');
    expect(await world.until(kept)).toMatchObject({ value: 'old', layer: 'shared' });
  });

  it('would be served without buckets', async () => {
    const { world, elsewhere } = await fail(end, 'buckets');
    const reading = elsewhere.items.read(key, () => 'new');
    expect(await world.until(reading)).toMatchObject({ value: 'old', layer: 'shared' });
  });
});

describe('the end of a key', () => {
  /** Two keys of one bucket, found by trying. */
  async function share() {
    const world = createWorld({ isSpread: true });
    const process = await world.start();
    const { bucketOf } = process.connection;
    const bucket = bucketOf?.('items:a:1');
    let id = 2;
    while (bucketOf?.(`items:a:${id}`) !== bucket) id += 1;
    return { world, process, other: { group: 'a', id } };
  }

  it('leaves other keys of its bucket in memory, here and elsewhere', async () => {
    const { world, process, other } = await share();
    const elsewhere = await world.start();
    for (const { items } of [process, elsewhere]) await world.until(items.get(other, () => 'kept'));
    await world.until(process.items.delete(key));
    await world.pass(100);
    for (const { items } of [process, elsewhere]) expect(items.peek(other)).toBe('kept');
  });

  it('lets them be loaded anew where they are not in memory', async () => {
    const { world, process, other } = await share();
    await world.until(process.items.get(other, () => 'before'));
    await world.until(process.items.delete(key));
    const elsewhere = await world.start();
    const reading = elsewhere.items.read(other, () => 'again');
    expect(await world.until(reading)).toMatchObject({ value: 'again', layer: 'loader' });
  });

  it('by an explicit value does not end that value', async () => {
    const { world, process } = await share();
    await world.until(process.items.set(key, 'set'));
    const elsewhere = await world.start();
    const reading = elsewhere.items.read(key, () => 'loaded');
    expect(await world.until(reading)).toMatchObject({ value: 'set', layer: 'shared' });
  });
});
