import { hitRate, type Workload } from '../../test/eviction-workloads.ts';
import { createLruStore } from './lru-store.ts';
import { createSieveStore } from './sieve-store.ts';

const bounds = { maxEntries: 100, maxBytes: 1_000_000, maxEntryBytes: 1000 };
const reads = 100_000;

const zipf = (exponent: number, names: number, more: Partial<Workload> = {}): Workload => ({
  exponent,
  names,
  ...more,
});

function rates(load: Workload): { lru: number; sieve: number } {
  return {
    lru: hitRate(createLruStore(bounds), load, reads),
    sieve: hitRate(createSieveStore(bounds), load, reads),
  };
}

describe('the hit rate of 100 entries', () => {
  it.each([
    ['Zipf 1.0 over 10,000 names', zipf(1, 10_000), 11],
    ['Zipf 1.15 over 40,000 names', zipf(1.15, 40_000), 9],
    ['Zipf 1.25 over 10,000 names', zipf(1.25, 10_000), 6],
    ['scans of 1,000 names', zipf(1.25, 10_000, { scanEvery: 2000, scanLength: 1000 }), 7],
    ['frequent scans of 100 names', zipf(1.25, 10_000, { scanEvery: 500, scanLength: 100 }), 11],
    ['all names new after 20,000 reads', zipf(1.25, 10_000, { flipEvery: 20_000 }), 4],
  ])('is higher with SIEVE than with LRU for %s', (_, load, points) => {
    const { lru, sieve } = rates(load);
    expect(sieve - lru).toBeGreaterThan(points);
  });

  it('is hurt by a scan with LRU, but not with SIEVE', () => {
    const calm = rates(zipf(1.25, 10_000));
    const scanned = rates(zipf(1.25, 10_000, { scanEvery: 500, scanLength: 100 }));
    expect(calm.lru - scanned.lru).toBeGreaterThan(4);
    expect(calm.sieve - scanned.sieve).toBeLessThan(0.5);
  });

  it.each([
    [1.25, 2000],
    [1, 2000],
  ])(
    'is lower with SIEVE where all names of Zipf %p are new after %p reads, which is why LRU is the default',
    (exponent, flipEvery) => {
      const { lru, sieve } = rates(zipf(exponent, 10_000, { flipEvery }));
      expect(lru - sieve).toBeGreaterThan(1);
    },
  );
});
