import { createSeriesCache } from './series-cache.ts';

const series = () => ({ attributes: {} });

describe('a cache of series', () => {
  it('knows what it was told, and nothing near it', () => {
    const cache = createSeriesCache(100);
    const one = series();
    cache.set({ a: 1, b: 'x' }, one);
    expect(cache.get({ a: 1, b: 'x' })).toBe(one);
    expect(cache.get({ a: 1 })).toBeUndefined();
    expect(cache.get({ a: '1', b: 'x' })).toBeUndefined();
    expect(cache.get({ a: 1, b: 'x', c: 2 })).toBeUndefined();
    expect(cache.get({})).toBeUndefined();
  });

  it('begins again when it is full', () => {
    const cache = createSeriesCache(3);
    const [first, last] = [series(), series()];
    cache.set({ a: 1 }, first);
    for (let n = 2; n <= 4; n += 1) cache.set({ a: n }, last);
    expect(cache.get({ a: 1 })).toBeUndefined();
    expect(cache.get({ a: 4 })).toBe(last);
  });
});
