import { sizeOf } from './size-of.ts';

const range = (length: number) => Array.from({ length }, (_, index) => index);

const rows = () =>
  range(50).map((row) => ({
    id: `contact_${100000 + row}`,
    name: `Person ${row}`,
    tags: ['lead'],
  }));

describe('the size of a value', () => {
  it('counts what is referred to twice only once', () => {
    const shared = rows();
    const once = sizeOf([shared, null]);
    expect(sizeOf([shared, shared])).toBe(once);
    expect(sizeOf([shared, rows()])).toBeGreaterThan(once * 1.9);
  });

  it('counts memory that two views share only once', () => {
    const buffer = new ArrayBuffer(10_000);
    const two = sizeOf([new Uint8Array(buffer), new Uint8Array(buffer, 100)]);
    expect(two).toBeGreaterThan(10_000);
    expect(two).toBeLessThan(11_000);
  });

  it('counts all the memory that a small view keeps alive', () => {
    expect(sizeOf(Buffer.alloc(10_000).subarray(5, 6))).toBeGreaterThan(10_000);
  });

  it('ends for values that contain themselves', () => {
    const object: Record<string, unknown> = {};
    object['self'] = object;
    const map = new Map<unknown, unknown>();
    map.set(map, [map]);
    expect(sizeOf(object)).toBeLessThan(100);
    expect(sizeOf(map)).toBeLessThan(400);
  });

  it('has no depth that is too deep', () => {
    const chain = range(200_000).reduce<object>((inner) => [inner], []);
    expect(sizeOf(chain)).toBeGreaterThan(200_000 * 32);
  });

  it('stops soon after enough was found', () => {
    const read = { times: 0 };
    const row = () =>
      Object.defineProperty({}, 'text', {
        enumerable: true,
        get: () => 'x'.repeat(++read.times && 1000),
      });
    const rows = range(1000).map(row);
    expect(sizeOf(rows, 20_000)).toBeGreaterThan(20_000);
    expect(read.times).toBeLessThan(20);
    expect(sizeOf(rows)).toBeGreaterThan(1_000_000);
  });

  it.each([undefined, null, true, 0, -0, 1.5, '', 'x', Symbol('s'), () => 1, NaN])(
    'is a whole number of at least 8 for %p',
    (value) => {
      const bytes = sizeOf(value);
      expect(Number.isSafeInteger(bytes) && bytes >= 8).toBe(true);
    },
  );
});
