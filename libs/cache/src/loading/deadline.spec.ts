import { createManualClock } from '../testing/manual-clock.ts';
import { withDeadline } from './deadline.ts';

function setUp(timeoutMs = 50) {
  const clock = createManualClock();
  const command = Promise.withResolvers<string>();
  const answer = withDeadline(() => command.promise, { timeoutMs, clock });
  return { clock, command, answer };
}

/** Long enough for Node to report rejections that nobody handled. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('an answer in time', () => {
  it('is passed on, and leaves no timer', async () => {
    const { clock, command, answer } = setUp();
    clock.advance(49);
    command.resolve('value');
    await expect(answer).resolves.toBe('value');
    expect(clock.pending).toBe(0);
  });

  it('is passed on when it is a failure, and leaves no timer', async () => {
    const { clock, command, answer } = setUp();
    const failure = new Error('READONLY');
    command.reject(failure);
    await expect(answer).rejects.toBe(failure);
    expect(clock.pending).toBe(0);
  });

  it('is passed on when it is thrown at once, and leaves no timer', async () => {
    const clock = createManualClock();
    const failure = new Error('no connection');
    const answer = withDeadline(
      () => {
        throw failure;
      },
      { timeoutMs: 50, clock },
    );
    await expect(answer).rejects.toBe(failure);
    expect(clock.pending).toBe(0);
  });
});

describe('no answer in time', () => {
  it('is a rejection', async () => {
    const { clock, answer } = setUp();
    clock.advance(50);
    await expect(answer).rejects.toMatchObject({ code: 'CACHE_UNAVAILABLE' });
  });

  it('is the error that was asked for', async () => {
    const clock = createManualClock();
    const late = new Error('late');
    const forever = new Promise<never>(() => undefined);
    const answer = withDeadline(() => forever, { timeoutMs: 1, clock, lateError: () => late });
    clock.advance(1);
    await expect(answer).rejects.toBe(late);
  });

  it('hides a late answer, and a late failure, of which nothing is reported', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const [first, second] = [setUp(), setUp()];
    for (const { clock } of [first, second]) clock.advance(50);
    first.command.resolve('late');
    second.command.reject(new Error('late'));
    const code = { code: 'CACHE_UNAVAILABLE' };
    await expect(first.answer).rejects.toMatchObject(code);
    await expect(second.answer).rejects.toMatchObject(code);
    await turn();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('is waited for without an end when there is no deadline', () => {
    expect(setUp(Infinity).clock.pending).toBe(0);
  });
});
