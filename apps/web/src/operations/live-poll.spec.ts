/** @jest-environment node */
import type { Outcome } from '../api/outcome.ts';
import { problemStandIn } from '../api/problem-stand-in.ts';
import { createLivePoll, type LiveState } from './live-poll.ts';

const problem = problemStandIn();
const unknown: LiveState<number> = {
  value: undefined,
  answeredAtMs: undefined,
  problem: undefined,
  isPaused: false,
};
const known: LiveState<number> = { ...unknown, value: 0, answeredAtMs: 1_000 };

function start(initial: LiveState<number>) {
  const states: LiveState<number>[] = [];
  const signals: AbortSignal[] = [];
  let next: Outcome<number> = { ok: true, value: 1 };
  const ask = jest.fn(async (signal: AbortSignal) => {
    signals.push(signal);
    return next;
  });
  const poll = createLivePoll({
    ask,
    onChange: (state) => states.push(state),
    everyMs: 5_000,
    initial,
    now: () => 42,
  });
  return {
    poll,
    ask,
    states,
    signals,
    answer: (outcome: Outcome<number>) => {
      next = outcome;
    },
  };
}

describe('asking again and again', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('begins after one interval when there is an answer already', async () => {
    const { ask, states, poll } = start(known);
    await jest.advanceTimersByTimeAsync(4_999);
    expect(ask).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(states).toEqual([{ ...known, value: 1, answeredAtMs: 42 }]);
    poll.stop();
  });

  it('begins at once when there is no answer yet', async () => {
    const { ask, poll } = start(unknown);
    await jest.advanceTimersByTimeAsync(0);
    expect(ask).toHaveBeenCalledTimes(1);
    poll.stop();
  });

  it('keeps the latest answer beside a problem, and forgets the problem with the next answer', async () => {
    const { answer, states, poll } = start(known);
    answer({ ok: false, problem });
    await jest.advanceTimersByTimeAsync(5_000);
    expect(states.at(-1)).toEqual({ ...known, problem });
    answer({ ok: true, value: 7 });
    await jest.advanceTimersByTimeAsync(5_000);
    expect(states.at(-1)).toMatchObject({ value: 7, problem: undefined });
    poll.stop();
  });

  it('asks nothing while paused, and at once when it goes on', async () => {
    const { ask, states, poll } = start(known);
    poll.pause();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(ask).not.toHaveBeenCalled();
    expect(states.at(-1)?.isPaused).toBe(true);
    poll.resume();
    await jest.advanceTimersByTimeAsync(0);
    expect(ask).toHaveBeenCalledTimes(1);
    poll.stop();
  });

  it('forgets its problem and asks at once when it is over, but not while it is paused', async () => {
    const { answer, ask, states, poll } = start(known);
    answer({ ok: false, problem });
    await jest.advanceTimersByTimeAsync(5_000);
    poll.retry();
    expect(states.at(-1)).toEqual(known);
    await jest.advanceTimersByTimeAsync(0);
    expect(states.at(-1)).toEqual({ ...known, problem });
    poll.pause();
    poll.retry();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(ask).toHaveBeenCalledTimes(2);
    expect(states.at(-1)?.problem).toBe(problem);
    poll.stop();
  });

  it('asks nothing while nobody can see it', async () => {
    const { ask, poll } = start(known);
    poll.setVisible(false);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(ask).not.toHaveBeenCalled();
    poll.setVisible(true);
    poll.setVisible(true);
    await jest.advanceTimersByTimeAsync(0);
    expect(ask).toHaveBeenCalledTimes(1);
    poll.stop();
  });

  it('stays paused when it is seen again', async () => {
    const { ask, poll } = start(known);
    poll.pause();
    poll.setVisible(false);
    poll.setVisible(true);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(ask).not.toHaveBeenCalled();
    poll.stop();
  });

  it('drops the question that is under way when it stops', async () => {
    const { ask, states, signals, poll } = start(known);
    ask.mockImplementation(
      (signal) =>
        new Promise((_, reject) => {
          signals.push(signal);
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    );
    await jest.advanceTimersByTimeAsync(5_000);
    poll.stop();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(signals[0]?.aborted).toBe(true);
    expect(states).toEqual([]);
  });
});
