import { median } from '@unite/gate';

import { measureOverhead } from '../../gate/cost-overhead.ts';
import { tryLedger } from '../../gate/cost-run.ts';
import { farthest } from '../../gate/cost-shares.ts';

jest.setTimeout(120_000);

const trial = { kinds: ['cpu'], concurrency: 8, requests: 20 } as const;

describe('a ledger under load', () => {
  it('books every byte that clients receive', async () => {
    const { egressBytes, egressDifference } = await tryLedger(trial);
    expect(egressBytes).toBeGreaterThan(10_000);
    expect(egressDifference).toBe(0);
  });

  it('is found out when it books bytes twice', async () => {
    const { egressBytes, egressDifference } = await tryLedger({ ...trial, ledger: 'generous' });
    expect(egressDifference).toBe(egressBytes);
  });

  it('is found out when it books one endpoint on another', async () => {
    const { shareErrors } = await tryLedger({ ...trial, ledger: 'merging' });
    expect(farthest(shareErrors)).toBeGreaterThan(50);
  });

  it('is found out when it does not see the thread pool', async () => {
    const { sumError } = await tryLedger({ ...trial, kinds: ['hash'], ledger: 'poolless' });
    expect(sumError).toBeLessThan(-50);
  });

  it('is found out when it takes long', async () => {
    const settings = { rounds: 3, perRound: 100, concurrency: 8 };
    const { addedUs } = await measureOverhead({ ...settings, ledger: 'slow' });
    expect(median(addedUs)).toBeGreaterThan(1000);
  });
});
