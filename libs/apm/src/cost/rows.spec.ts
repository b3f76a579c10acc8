import { createRows } from './rows.ts';

describe('the rows', () => {
  it('are the same for the same endpoint and tier', () => {
    const rows = createRows(10, 10);
    expect(rows.of({ endpoint: 'a', tier: 'pro' })).toBe(rows.of({ endpoint: 'a', tier: 'pro' }));
    expect(rows.of({ endpoint: 'a', tier: 'pro' })).not.toBe(
      rows.of({ endpoint: 'a', tier: 'free' }),
    );
  });

  it('put endpoints beyond the bound into one, with their tiers', () => {
    const rows = createRows(2, 10);
    for (const endpoint of ['a', 'b', 'c', 'd']) rows.of({ endpoint, tier: 'pro' });
    expect(rows.all().map(({ endpoint, tier }) => `${endpoint} ${tier}`)).toEqual([
      'a pro',
      'b pro',
      'other pro',
    ]);
  });

  it('put tiers beyond the bound into one', () => {
    const rows = createRows(2, 1);
    for (const tier of ['x', 'y', 'z']) rows.of({ endpoint: 'a', tier });
    expect(rows.all().map(({ tier }) => tier)).toEqual(['x', 'other']);
  });

  it('stay few under a million different names', () => {
    const rows = createRows(50, 5);
    for (let n = 0; n < 1_000_000; n += 1) rows.of({ endpoint: `e${n}`, tier: `t${n}` });
    expect(rows.all().length).toBeLessThanOrEqual(51 * 6);
  });

  it('are not mixed up with shared ones of the same name', () => {
    const rows = createRows(2, 2);
    expect(rows.of({ endpoint: '', tier: '' })).not.toBe(rows.shared('gc'));
  });
});
