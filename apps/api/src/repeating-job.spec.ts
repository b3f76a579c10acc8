import { repeatJob } from './repeating-job.ts';

describe('a repeating job', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('runs after each interval, also when a run fails, until it is stopped', async () => {
    let runs = 0;
    const errors: unknown[] = [];
    const failure = new Error('once');
    const job = repeatJob(
      async () => {
        runs += 1;
        if (runs === 1) throw failure;
      },
      { intervalMs: 1_000, onError: (error) => errors.push(error) },
    );
    await jest.advanceTimersByTimeAsync(3_500);
    expect([runs, errors]).toEqual([3, [failure]]);
    await job.stop();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(runs).toBe(3);
  });

  it('never runs twice at a time and is stopped only after its run', async () => {
    const finish = Promise.withResolvers<void>();
    let runs = 0;
    const job = repeatJob(
      () => {
        runs += 1;
        return finish.promise;
      },
      { intervalMs: 10, onError: () => undefined },
    );
    await jest.advanceTimersByTimeAsync(100);
    let stopped = false;
    const stop = job.stop().then(() => (stopped = true));
    await jest.advanceTimersByTimeAsync(100);
    expect([runs, stopped]).toEqual([1, false]);
    finish.resolve();
    await stop;
    expect([runs, jest.getTimerCount()]).toEqual([1, 0]);
  });
});
