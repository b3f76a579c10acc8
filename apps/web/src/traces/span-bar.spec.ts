import fc from 'fast-check';

import { traceScale } from './span-bar.ts';

const span = (startMs: number, durationMs: number) => ({ startMs, durationMs });

describe('the time of a waterfall', () => {
  it('is that of the trace where there are no long pauses', () => {
    const scale = traceScale([span(0, 100), span(25, 50), span(101, 99)]);
    expect(scale.shownMs).toBe(200);
    expect(scale.bar(span(0, 100))).toEqual({ x: 0, width: 50 });
    expect(scale.bar(span(25, 50))).toEqual({ x: 12.5, width: 25 });
    expect(scale.bar(span(101, 99))).toEqual({ x: 50.5, width: 49.5 });
    expect(scale.pauseBefore(span(101, 99))).toBe(0);
  });

  it('has long pauses cut, and tells how long they were', () => {
    const late = span(60_000, 100);
    const scale = traceScale([span(0, 100), late, span(60_010, 20)]);
    expect(scale.shownMs).toBe(210);
    expect(scale.bar(late)).toEqual({ x: 52.38, width: 47.62 });
    expect(scale.bar(span(60_010, 20)).x).toBeCloseTo(57.14);
    expect(scale.pauseBefore(late)).toBe(59_900);
    expect(scale.pauseBefore(span(60_010, 20))).toBe(0);
  });

  it('shows what took no time, also at its end', () => {
    expect(traceScale([span(0, 0)]).bar(span(0, 0))).toEqual({ x: 0, width: 0.6 });
    const scale = traceScale([span(0, 100), span(100, 0)]);
    expect(scale.bar(span(100, 0))).toEqual({ x: 99.4, width: 0.6 });
  });

  it('begins with the first span, whatever clocks say', () => {
    const scale = traceScale([span(5, 10), span(2, 3)]);
    expect(scale.bar(span(2, 3)).x).toBe(0);
  });

  it('never lets a bar leave it', () => {
    const any = fc.record({
      startMs: fc.double({ min: -10, max: 1e6, noNaN: true }),
      durationMs: fc.double({ min: 0, max: 1e4, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 20 }), (spans) => {
        const scale = traceScale(spans);
        for (const one of spans) {
          const { x, width } = scale.bar(one);
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x + width).toBeLessThanOrEqual(100.01); // both are rounded
        }
      }),
    );
  });
});
