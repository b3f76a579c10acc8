import { remembered, withinTime } from './time-limit.ts';

describe('a time limit', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('gives what came in time', async () => {
    expect(await withinTime(Promise.resolve('done'), 10, 'late')).toBe('done');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('gives the substitute for what came late or failed', async () => {
    const late = withinTime(new Promise<string>(() => undefined), 10, 'late');
    await jest.advanceTimersByTimeAsync(10);
    expect(await late).toBe('late');
    expect(await withinTime(Promise.reject(new Error('x')), 10, 'failed')).toBe('failed');
  });
});

describe('a remembered answer', () => {
  it('is shared by all who ask within its time, then asked for again', async () => {
    let now = 0;
    let asked = 0;
    const ask = remembered(async () => (asked += 1), 100, { now: () => now });
    const together = Promise.all([ask(), ask()]);
    now = 99;
    expect([...(await together), await ask()]).toEqual([1, 1, 1]);
    now = 100;
    expect(await ask()).toBe(2);
  });
});
