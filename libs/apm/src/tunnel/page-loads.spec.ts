import fc from 'fast-check';

import { manualClock } from '../../test/browser/manual-clock.ts';
import type { PageView } from '../browser/page-report.ts';
import { createPageLoads, type PageLoads } from './page-loads.ts';
import type { CheckedReport } from './parse-report.ts';

const report = ({ id, route }: PageView, parts: Partial<CheckedReport> = {}): CheckedReport => ({
  ...{ view: id, route, n: 0, stayed: false, dropped: 0, errors: [], views: [], vitals: {} },
  ...parts,
});
const row = (loads: PageLoads, name = '/') => loads.counts().find(({ route }) => route === name);

describe('a page load', () => {
  it('is unconfirmed until its page tells of it', () => {
    const loads = createPageLoads();
    loads.open('/');
    expect(row(loads)).toEqual({ route: '/', served: 1, confirmed: 0, bounced: 0, unconfirmed: 1 });
  });

  it('is a bounce when it arrived and its visitor did not stay', () => {
    const loads = createPageLoads();
    expect(loads.join(report(loads.open('/')))).toBe('joined');
    expect(row(loads)).toMatchObject({ bounced: 1, confirmed: 0, unconfirmed: 0 });
  });

  it('is confirmed when its visitor stayed, also after it looked like a bounce', () => {
    const loads = createPageLoads();
    const view = loads.open('/');
    loads.join(report(view));
    loads.join(report(view, { n: 1, stayed: true }));
    expect(row(loads)).toMatchObject({ bounced: 0, confirmed: 1, unconfirmed: 0 });
  });

  it('is confirmed when only the report that says so arrives', () => {
    const loads = createPageLoads();
    loads.join(report(loads.open('/'), { n: 1, stayed: true }));
    expect(row(loads)).toEqual({ route: '/', served: 1, confirmed: 1, bounced: 0, unconfirmed: 0 });
  });

  it('is counted once when a report comes twice', () => {
    const loads = createPageLoads();
    const view = loads.open('/');
    loads.join(report(view));
    expect(loads.join(report(view))).toBe('repeated');
    expect(row(loads)).toMatchObject({ served: 1, bounced: 1 });
  });

  it('is joined late, without having been remembered', async () => {
    const clock = manualClock();
    const loads = createPageLoads({ clock });
    const view = loads.open('/');
    for (let n = 0; n < 25_000; n += 1) loads.open('/other');
    await clock.pass(86_400_000 - 1000);
    expect(loads.join(report(view))).toBe('joined');
  });

  it('is not joined after a day', async () => {
    const clock = manualClock();
    const loads = createPageLoads({ clock });
    const view = loads.open('/');
    await clock.pass(86_402_000);
    expect(loads.join(report(view))).toBe('unknown');
  });

  it('may be told to another process, when both have the same secret', () => {
    const [one, two] = [createPageLoads({ secret: 's' }), createPageLoads({ secret: 's' })];
    const view = one.open('/');
    expect(two.join(report(view))).toBe('joined');
    const sum = (name: 'served' | 'bounced' | 'unconfirmed') =>
      Number(row(one)?.[name]) + Number(row(two)?.[name]);
    expect([sum('served'), sum('bounced'), sum('unconfirmed')]).toEqual([1, 1, 0]);
  });
});

describe('a report that was made up', () => {
  const loads = createPageLoads();
  const view = loads.open('/');
  it.each([
    ['with the id of another process', createPageLoads().open('/')],
    ['with another route', { ...view, route: '/other' }],
    ['with another id', { ...view, id: view.id.replace(/^../, 'ff').replace(/^ff/, '0f') + 'x' }],
    ['with a text', { ...view, id: 'x'.repeat(60) }],
  ])('%s is not counted', (_, forged) => {
    expect(loads.join(report(forged))).toBe('unknown');
  });

  it('for a document that nobody named is told apart', () => {
    expect(loads.join(report({ id: '0123456789abcdef01234567', route: '' }))).toBe('unnamed');
    expect(loads.join(report({ id: '', route: '' }))).toBe('unnamed');
  });

  it('leaves no trace', () => {
    expect(loads.counts()).toEqual([
      { route: '/', served: 1, confirmed: 0, bounced: 0, unconfirmed: 1 },
    ]);
  });
});

describe('routes', () => {
  it('over the bound are counted together', () => {
    const loads = createPageLoads({ maxRoutes: 2 });
    for (const route of ['/a', '/b', '/c', '/d']) loads.join(report(loads.open(route)));
    expect(loads.counts().map(({ route, served, bounced }) => [route, served, bounced])).toEqual([
      ['/a', 1, 1],
      ['/b', 1, 1],
      ['other', 2, 2],
    ]);
  });
});

describe('web vitals', () => {
  it('have percentiles by route, in the units of the browser', () => {
    const loads = createPageLoads();
    for (let n = 1; n <= 100; n += 1) {
      loads.join(report(loads.open('/'), { vitals: { LCP: n * 10, CLS: n / 1000 } }));
    }
    const [cls, lcp] = loads.quantiles();
    expect(cls).toMatchObject({ route: '/', name: 'CLS', count: 100 });
    expect(cls?.p50).toBeCloseTo(0.05, 3);
    expect(lcp?.p50).toBeCloseTo(500, 0);
    expect(lcp?.p95).toBeCloseTo(950, 0);
    expect(lcp?.p99).toBeCloseTo(990, 0);
  });

  it('are those of joined reports only', () => {
    const loads = createPageLoads();
    loads.join(report({ id: 'x', route: '/' }, { vitals: { LCP: 1 } }));
    expect(loads.quantiles()).toEqual([]);
  });
});

it('adds up, whatever is lost, repeated or late', () => {
  const visit = fc.record({
    route: fc.constantFrom('/a', '/b'),
    stays: fc.boolean(),
    lost: fc.subarray([0, 1]),
    repeats: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(visit), (visits) => {
      const loads = createPageLoads();
      for (const { route, stays, lost, repeats } of visits) {
        const view = loads.open(route);
        const sent = [report(view), report(view, { n: 1, stayed: stays })];
        const arrived = sent.filter(({ n }) => !lost.includes(n));
        for (const part of repeats ? [...arrived, ...arrived] : arrived) loads.join(part);
      }
      for (const { served, confirmed, bounced, unconfirmed } of loads.counts()) {
        expect(confirmed + bounced + unconfirmed).toBe(served);
        expect(Math.min(confirmed, bounced, unconfirmed)).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
