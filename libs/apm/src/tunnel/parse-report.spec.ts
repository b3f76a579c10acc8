import fc from 'fast-check';

import { parseReport } from './parse-report.ts';

const parse = (report: unknown) => parseReport(JSON.stringify(report));
const least = { view: 'v', route: '/', n: 0 };

describe('a report', () => {
  it('has defaults for what the inline script leaves out', () => {
    expect(parse(least)).toEqual({
      ...least,
      stayed: false,
      dropped: 0,
      errors: [],
      views: [],
      vitals: {},
    });
  });

  it('is read as it was written', () => {
    const whole = {
      ...least,
      stayed: true,
      dropped: 2,
      errors: [[0, 'csp', 'text', 'stack', 5, 'where']],
      views: [['/a', 5]],
      vitals: { CLS: 0.1, LCP: 100 },
    };
    expect(parse(whole)).toEqual(whole);
  });

  it('loses the parts that are not as they should be', () => {
    const report = parse({
      ...least,
      stayed: 'yes',
      dropped: -1,
      errors: [null, [0, 'invented', 'text', '', 5, ''], [0, 'error', 'text', '', 5.5, ''], 'x'],
      views: [[1, 2], ['/a', 'now'], {}],
      vitals: { LCP: -1, FCP: 1e9, CLS: '0', XYZ: 1 },
    });
    expect(report).toEqual({ ...parse(least) });
  });

  it('is bounded in every direction', () => {
    const long = 'x'.repeat(10_000);
    const report = parse({
      ...least,
      view: long,
      route: long,
      errors: Array.from({ length: 100 }, () => [0, 'error', long, long, 5, long]),
      views: Array.from({ length: 100 }, () => [long, 5]),
    });
    expect(JSON.stringify(report).length).toBeLessThan(60_000);
  });
});

it('never throws and lets nothing through that is not a report', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.string(),
        fc.jsonValue().map((v) => JSON.stringify(v)),
      ),
      (text) => {
        const report = parseReport(text);
        if (report === undefined) return;
        expect(typeof report.view).toBe('string');
        for (const value of Object.values(report.vitals)) expect(Number.isFinite(value)).toBe(true);
      },
    ),
  );
});
