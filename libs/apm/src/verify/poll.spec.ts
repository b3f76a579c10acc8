import { createManualClock, turn } from '../../test/errors/manual-clock.ts';
import { type Found, poll } from './poll.ts';
import { Setback } from './setback.ts';

/** Polls `ask` and lets time pass until it ends. */
async function polled(ask: (timeoutMs: number) => Promise<Found>) {
  const clock = createManualClock();
  let isOver = false;
  const ending = poll(ask, { clock, deadlineMs: 3000, timeoutMs: 800 }, 'look').then(
    () => 'found',
    (error: Error) => error,
  );
  void ending.finally(() => (isOver = true));
  while (!isOver) {
    clock.advance(50);
    await turn();
  }
  return { ended: await ending, afterMs: clock.monotonicMs() };
}

describe('polling', () => {
  it('ends when it is found', async () => {
    let asked = 0;
    const { ended } = await polled(async () => ++asked === 4 || { why: 'not yet' });
    expect([ended, asked]).toEqual(['found', 4]);
  });

  it('gives up by the deadline and tells the last answer', async () => {
    let asked = 0;
    const { ended, afterMs } = await polled(async () => ({ why: `answer ${++asked}` }));
    expect(ended).toMatchObject({
      outcome: 'failed',
      message: `not there after 3000 ms: answer ${asked}`,
      todo: 'look',
    });
    expect(afterMs).toBe(3000);
  });

  it('asks again after a failed connection', async () => {
    let asked = 0;
    const { ended } = await polled(async () => {
      if (++asked < 3) throw new Setback('failed', 'reset', 'look');
      return true;
    });
    expect([ended, asked]).toEqual(['found', 3]);
  });

  it('does not ask again what is misconfigured', async () => {
    let asked = 0;
    const { ended } = await polled(async () => {
      asked += 1;
      throw new Setback('misconfigured', 'wrong key', 'correct it');
    });
    expect(ended).toMatchObject({ message: 'wrong key' });
    expect(asked).toBe(1);
  });

  it('gives no question more time than there is, and the last one a little', async () => {
    const given: number[] = [];
    await polled(async (timeoutMs) => {
      given.push(timeoutMs);
      return { why: 'not yet' };
    });
    expect(given[0]).toBe(800);
    expect(given.at(-1)).toBe(100);
  });
});
