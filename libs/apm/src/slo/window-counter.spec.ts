import { array, assert, boolean, constantFrom, integer, oneof, property, record } from 'fast-check';
import { createWindowCounter } from './window-counter.ts';

const minute = 60_000;
const windows = [5, 30, 60, 360, 1440, 4320, 30 * 1440];

/** The same counter without any cleverness: every event is kept. */
function naiveCounter(startMs: number) {
  const events: { readonly ms: number; readonly good: boolean }[] = [];
  return {
    add: (good: boolean, ms: number) => void events.push({ ms, good }),
    within(minutes: number, nowMs: number) {
      const stepMs = minutes <= 360 ? 30_000 : 300_000;
      const now = Math.floor(Math.max(nowMs, startMs) / stepMs);
      const oldest = now - (minutes * minute) / stepMs + 1;
      const kept = events.filter(({ ms }) => Math.floor(ms / stepMs) >= oldest);
      return { good: kept.filter(({ good }) => good).length, total: kept.length };
    },
  };
}

describe('the counter of windows', () => {
  it('counts what keeping every event would count', () => {
    const gapMs = constantFrom(0, 1, 29_999, 30_000, 299_999, 300_000, 6 * 60 * minute);
    const step = record({
      gapMs: oneof(gapMs, integer({ min: 0, max: 40 * 24 * 60 * minute })),
      events: array(boolean(), { maxLength: 4 }),
    });
    assert(
      property(array(step, { maxLength: 40 }), integer({ min: 0, max: 1e9 }), (steps, startMs) => {
        const counter = createWindowCounter(startMs, 30 * 1440);
        const naive = naiveCounter(startMs);
        let nowMs = startMs;
        for (const { gapMs: passed, events } of steps) {
          nowMs += passed;
          for (const good of events) {
            counter.add(good, nowMs);
            naive.add(good, nowMs);
          }
          for (const minutes of windows) {
            expect(counter.within(minutes, nowMs)).toEqual(naive.within(minutes, nowMs));
          }
        }
      }),
    );
  });

  it('never looks back further than the window', () => {
    const counter = createWindowCounter(0, 30 * 1440);
    counter.add(false, 0);
    expect(counter.within(5, 5 * minute - 1).total).toBe(1);
    expect(counter.within(5, 5 * minute).total).toBe(0);
  });

  it('forgets everything after a sleep longer than the longest window', () => {
    const counter = createWindowCounter(0, 30 * 1440);
    counter.add(false, 0);
    expect(counter.within(30 * 1440, 400 * 24 * 60 * minute)).toEqual({ good: 0, total: 0 });
  });
});
