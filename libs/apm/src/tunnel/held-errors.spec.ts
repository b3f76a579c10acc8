import { manualClock } from '../../test/browser/manual-clock.ts';
import type { EarlyError } from './early-error.ts';
import { createHeldErrors } from './held-errors.ts';

const error = (n: number): EarlyError => ({
  ...{ eventId: String(n), kind: 'error', message: 'boom', stack: '', where: '' },
  ...{ atMs: 0, route: '/', pageView: '' },
});

function start() {
  const clock = manualClock();
  const told: string[] = [];
  const held = createHeldErrors({ clock, holdMs: 5000, tell: ({ eventId }) => told.push(eventId) });
  return { clock, told, held };
}

describe('an error that is held', () => {
  it('is told when its time is over', async () => {
    const { clock, told, held } = start();
    held.hold(error(1));
    await clock.pass(4999);
    expect(told).toEqual([]);
    await clock.pass(1);
    expect(told).toEqual(['1']);
  });

  it('is not told when it was forgotten', async () => {
    const { clock, told, held } = start();
    held.hold(error(1));
    held.forget('1');
    held.forget('unknown');
    await clock.pass(10_000);
    expect(told).toEqual([]);
  });

  it('is told once when all are released', async () => {
    const { clock, told, held } = start();
    held.hold(error(1));
    held.release();
    await clock.pass(10_000);
    expect(told).toEqual(['1']);
  });

  it('is told at once when a thousand others wait', () => {
    const { told, held } = start();
    for (let n = 0; n < 1001; n += 1) held.hold(error(n));
    expect(told).toEqual(['1000']);
  });
});
