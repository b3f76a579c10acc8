import { cachePath, hitRate, readCacheKey } from './cache.ts';

describe('the hit rate', () => {
  it('is the part that the database was not asked for, and stale answers are no hits', () => {
    expect(hitRate({ memory: 70, shared: 20, loader: 5, stale: 5 })).toBe(0.9);
  });

  it('is unknown of no reads', () => {
    expect(hitRate({ memory: 0, shared: 0, loader: 0, stale: 0 })).toBeUndefined();
  });
});

describe('the address of a key', () => {
  const asked = (address: string) => {
    const query = new URL(address, 'http://x').searchParams;
    return readCacheKey((name) => query.get(name) ?? undefined);
  };

  it('asks for the key', () => {
    const key = { namespace: 'contacts', key: 'sort.-createdAt~limit.50&x=#1' } as const;
    expect(asked(cachePath('w1', key))).toEqual(key);
    expect(cachePath('w1', key)).toMatch(/^\/w\/w1\/operations\?.*#cache-key$/);
  });

  it.each(['', '?namespace=contacts', '?namespace=contacts&key=', '?key=1', '?namespace=x&key=1'])(
    'asks for none in %s',
    (query) => {
      expect(asked(`/w/w1/operations${query}`)).toBeUndefined();
    },
  );

  it('takes no name of what every object has for a namespace', () => {
    expect(asked('/?namespace=toString&key=1')).toBeUndefined();
  });
});
