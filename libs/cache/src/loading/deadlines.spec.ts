import { createManualClock } from '../testing/manual-clock.ts';
import { createDeadlines } from './deadlines.ts';

const late = new Error('late');

function setUp() {
  const clock = createManualClock();
  const inTime = createDeadlines({ timeoutMs: 50, clock, lateError: () => late });
  const ask = () => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    return { answer: inTime(() => promise), resolve, reject };
  };
  return { clock, inTime, ask };
}

/** Long enough for Node to report rejections that nobody handled. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('answers in time', () => {
  it('are passed on, as failures are', async () => {
    const { clock, inTime, ask } = setUp();
    const [first, second] = [ask(), ask()];
    clock.advance(49);
    first.resolve('value');
    second.reject(new Error('READONLY'));
    await expect(first.answer).resolves.toBe('value');
    await expect(second.answer).rejects.toThrow('READONLY');
    const thrown = inTime(() => {
      throw new Error('no connection');
    });
    await expect(thrown).rejects.toThrow('no connection');
    clock.advance(100);
    expect(clock.pending).toBe(0);
  });
});

describe('answers that do not come in time', () => {
  it('are rejections, each at its own time, by one timer', async () => {
    const { clock, ask } = setUp();
    const first = ask();
    clock.advance(20);
    const second = ask();
    clock.advance(10);
    const third = ask();
    expect(clock.pending).toBe(1);
    second.resolve('in time');
    clock.advance(19);
    const seen: string[] = [];
    first.answer.catch(() => seen.push('first'));
    third.answer.catch(() => seen.push('third'));
    await turn();
    expect(seen).toEqual([]);
    clock.advance(1);
    await expect(first.answer).rejects.toBe(late);
    clock.advance(29);
    await turn();
    expect(seen).toEqual(['first']);
    clock.advance(1);
    await expect(third.answer).rejects.toBe(late);
    await expect(second.answer).resolves.toBe('in time');
    expect(clock.pending).toBe(0);
  });

  it('are hidden when they come late, and so are late failures, of which nothing is reported', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const { clock, ask } = setUp();
    const [first, second] = [ask(), ask()];
    clock.advance(50);
    first.resolve('late');
    second.reject(new Error('later'));
    await expect(first.answer).rejects.toBe(late);
    await expect(second.answer).rejects.toBe(late);
    await turn();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('leave the time of those that come after them as it is', async () => {
    const { clock, ask } = setUp();
    clock.advance(1000);
    const { answer } = ask();
    clock.advance(49);
    const next = ask();
    clock.advance(1);
    await expect(answer).rejects.toBe(late);
    next.resolve('value');
    await expect(next.answer).resolves.toBe('value');
  });
});
