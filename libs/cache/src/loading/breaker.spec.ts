import * as fc from 'fast-check';

import { createManualClock } from '../testing/manual-clock.ts';
import { type BreakerOptions, createBreaker } from './breaker.ts';

function setUp(options: Partial<BreakerOptions> = {}) {
  const clock = createManualClock(1_000);
  const times = { failureThreshold: 2, openMs: 100, maxOpenMs: 350 };
  return { clock, breaker: createBreaker({ ...times, clock, ...options }) };
}

function opened() {
  const { clock, breaker } = setUp();
  breaker.failed();
  breaker.failed();
  return { clock, breaker };
}

describe('a closed breaker', () => {
  it('admits everybody until enough failures came in a row', () => {
    const { breaker } = setUp();
    breaker.failed();
    expect([breaker.admits(), breaker.admits()]).toEqual([true, true]);
    breaker.failed();
    expect(breaker.admits()).toBe(false);
  });

  it('forgets failures with a success', () => {
    const { breaker } = setUp();
    breaker.failed();
    breaker.succeeded();
    breaker.failed();
    expect(breaker.state).toEqual({ kind: 'closed', failures: 1 });
  });
});

describe('an open breaker', () => {
  it('admits nobody until its time is over, and then one', () => {
    const { clock, breaker } = opened();
    clock.advance(99);
    expect(breaker.admits()).toBe(false);
    clock.advance(1);
    expect([breaker.admits(), breaker.admits()]).toEqual([true, false]);
  });

  it('is not changed by answers to what was asked before', () => {
    const { breaker } = opened();
    breaker.succeeded();
    breaker.failed();
    expect(breaker.state).toEqual({ kind: 'open', untilMs: 1_100, openMs: 100 });
  });
});

describe('a half-open breaker', () => {
  it('closes when the probe succeeds', () => {
    const { clock, breaker } = opened();
    clock.advance(100);
    breaker.admits();
    breaker.succeeded();
    expect(breaker.state).toEqual({ kind: 'closed', failures: 0 });
  });

  it('stays open twice as long after each probe that fails, up to the bound', () => {
    const { clock, breaker } = opened();
    const openMs = [100, 200, 350, 350].map((expected) => {
      clock.advance(expected);
      breaker.admits();
      breaker.failed();
      return breaker.state.kind === 'open' ? breaker.state.openMs : undefined;
    });
    expect(openMs).toEqual([200, 350, 350, 350]);
  });

  it('admits another probe when one never reports', () => {
    const { clock, breaker } = opened();
    clock.advance(100);
    breaker.admits();
    clock.advance(99);
    expect(breaker.admits()).toBe(false);
    clock.advance(1);
    expect([breaker.admits(), breaker.admits()]).toEqual([true, false]);
  });
});

describe('a breaker', () => {
  it('does what its model does', () => {
    const step = fc.oneof(
      fc.constantFrom('admits', 'succeeded', 'failed'),
      fc.constantFrom(1, 50, 100, 350),
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.integer({ min: 1, max: 3 }),
        (steps, failureThreshold) => {
          const { clock, breaker } = setUp({ failureThreshold });
          const model = createModel(failureThreshold);
          for (const step of steps) {
            if (typeof step === 'number') clock.advance(step);
            else if (step === 'admits')
              expect(breaker.admits()).toBe(model.admits(clock.monotonicMs()));
            else {
              breaker[step]();
              model.reports(step === 'succeeded', clock.monotonicMs());
            }
            expect(breaker.state.kind).toBe(model.kind());
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([
    { failureThreshold: 0 },
    { failureThreshold: 1.5 },
    { openMs: 0 },
    { maxOpenMs: 99 },
    { openMs: NaN },
  ])('refuses %j', (options) => {
    expect(() => setUp(options)).toThrow(expect.objectContaining({ code: 'CACHE_OPTION_INVALID' }));
  });
});

/** The same by counting: failures in a row, openings in a row, and when the next one may ask. */
function createModel(threshold: number) {
  let failures = 0;
  let openings = 0;
  let nextMs = 0;
  let isProbing = false;
  const openMs = () => Math.min(350, 100 * 2 ** (openings - 1));
  return {
    kind: () => (openings === 0 ? 'closed' : isProbing ? 'half-open' : 'open'),
    admits(nowMs: number) {
      if (openings === 0) return true;
      if (nowMs < nextMs) return false;
      isProbing = true;
      nextMs = nowMs + openMs();
      return true;
    },
    reports(isSuccess: boolean, nowMs: number) {
      if (openings > 0 && !isProbing) return;
      failures = isSuccess ? 0 : failures + 1;
      if (isSuccess) openings = 0;
      else if (isProbing || failures >= threshold) {
        openings += 1;
        nextMs = nowMs + openMs();
      }
      isProbing = false;
    },
  };
}
