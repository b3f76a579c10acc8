/** @jest-environment node */
import { lastHour } from './last-hour.ts';

const at = (time: string, count: number) => ({ startsAt: `2026-11-28T${time}.000Z`, count });

describe('the last hour', () => {
  it('has a value for every minute, the newest last, and 0 where nothing was', () => {
    const minutes = [at('05:01:00', 7), at('05:58:00', 2), at('06:00:00', 3)];
    const values = lastHour(minutes, '2026-11-28T06:00:41.500Z', ({ count }) => count);
    expect(values).toHaveLength(60);
    expect([values[0], values[56], values[57], values[58], values[59]]).toEqual([7, 0, 2, 0, 3]);
  });

  it('leaves out what is older, and what a clock put into the future', () => {
    const minutes = [at('05:00:59', 9), at('06:01:00', 9)];
    expect(new Set(lastHour(minutes, '2026-11-28T06:00:00.000Z', ({ count }) => count))).toEqual(
      new Set([0]),
    );
  });
});
