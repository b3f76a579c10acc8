import fc from 'fast-check';

import { schedules, simulate, type Step } from '../gate/delivery-simulation.ts';
import { createSpanAccount } from '../src/delivery/span-account.ts';

describe('the account of spans', () => {
  it('adds up whatever the collector does', async () => {
    await fc.assert(
      fc.asyncProperty(schedules, async (schedule) => {
        expect((await simulate(schedule)).faults).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('is found wrong when drops are forgotten, or counted twice', async () => {
    const schedule: readonly Step[] = [
      { kind: 'spans', count: 3000, areErrors: false },
      { kind: 'time', ms: 2000 },
    ];
    for (const times of [0, 2]) {
      const { faults } = await simulate(schedule, () => {
        const account = createSpanAccount();
        const { drop } = account;
        return Object.assign(account, {
          drop: (...[count, reason]: Parameters<typeof drop>) => drop(count * times, reason),
        });
      });
      expect(faults[0]).toContain('after spans: 3000 created');
    }
  });
});
