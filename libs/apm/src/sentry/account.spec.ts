import fc from 'fast-check';

import { simulate, type Step } from '../../gate/errors-simulation.ts';
import { steps } from '../../gate/errors-steps.ts';
import { createLedger, type LedgerBook } from './ledger.ts';

describe('the account of every event', () => {
  it('balances after every step of any schedule of faults, and nothing is missing at its end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { maxLength: 40 }), async (schedule) => {
        expect((await simulate(schedule)).faults).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('is found wrong when a book forgets what was given up', async () => {
    const forgetful = (): LedgerBook => {
      const book = createLedger();
      const { create, adopt, deliver, fault } = book;
      return {
        get counts() {
          return book.counts;
        },
        ...{ create, adopt, deliver, fault },
        drop: () => undefined,
      };
    };
    const schedule: readonly Step[] = [
      { kind: 'endpoint', does: 'reject' },
      { kind: 'capture', process: 0, size: 10 },
      { kind: 'time', ms: 250 },
    ];
    expect((await simulate(schedule, forgetful)).faults).not.toEqual([]);
    expect((await simulate(schedule)).faults).toEqual([]);
  });

  it('counts what a killed process had in memory only because the disk failed', async () => {
    const schedule: readonly Step[] = [
      { kind: 'endpoint', does: 'refuse' },
      { kind: 'disk', fault: 'ENOSPC' },
      { kind: 'capture', process: 0, size: 10 },
      { kind: 'kill', process: 0 },
    ];
    const { faults, lostInMemory } = await simulate(schedule);
    expect({ faults, lostInMemory }).toEqual({ faults: [], lostInMemory: 1 });
  });

  it('loses nothing to a kill while the disk works', async () => {
    const working = steps.filter(({ kind }) => kind !== 'disk');
    await fc.assert(
      fc.asyncProperty(fc.array(working, { maxLength: 40 }), async (schedule) => {
        const { faults, lostInMemory } = await simulate(schedule);
        expect({ faults, lostInMemory }).toEqual({ faults: [], lostInMemory: 0 });
      }),
      { numRuns: 50 },
    );
  });
});
