import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { isApmError } from '../errors.ts';
import { type ManualClock, manualClock } from '../../test/slo/manual-clock.ts';
import { createSloMonitor, type SloMonitor, type SloMonitorOptions } from './monitor.ts';
import { defineObjectives } from './objective.ts';

const minute = 60_000;
const objectives = defineObjectives([
  { name: 'available', description: 'It answers.', objective: 0.999, kind: 'availability' },
  {
    name: 'contacts-fast',
    description: 'Contacts come fast.',
    objective: 0.99,
    kind: 'latency',
    thresholdMs: 250,
    routes: ['/contacts', '/contacts/:id'],
  },
]);

let clock: ManualClock;
let monitor: SloMonitor;

function open(options: SloMonitorOptions = {}): void {
  clock = manualClock();
  monitor = createSloMonitor(objectives, { clock, ...options });
}

/** Serves `perMinute` requests in each of `minutes`, `bad` of them with status 500, spread evenly. */
function serve(minutes: number, perMinute: number, bad: number): void {
  for (let n = 0; n < minutes; n += 1) {
    for (let m = 0; m < perMinute; m += 1) {
      const failed = Math.floor(((m + 1) * bad) / perMinute) > Math.floor((m * bad) / perMinute);
      monitor.record({ route: '/', status: failed ? 500 : 200, durationMs: 10 });
      clock.pass(minute / perMinute);
    }
  }
}

const availability = () => {
  const [first] = monitor.status();
  if (first === undefined) throw new Error('no objective');
  return first;
};

describe('the status of an objective', () => {
  beforeEach(() => open());

  it('counts events, and what is left of the budget', () => {
    serve(10, 1000, 1);
    monitor.record({ route: '/', status: 503, durationMs: 1 });
    expect(availability()).toMatchObject({ good: 9990, total: 10_001 });
    expect(availability().budgetLeft).toBeCloseTo(-0.1, 2);
  });

  it('has a burn rate of 1 when errors are exactly what is allowed', () => {
    serve(10, 1000, 1);
    expect(availability().burnRates['1h']).toBeCloseTo(1, 9);
    expect(Object.keys(availability().burnRates)).toEqual([
      '5m',
      '30m',
      '1h',
      '2h',
      '6h',
      '1d',
      '3d',
    ]);
  });

  it('burns nothing before the first event', () => {
    expect(availability()).toMatchObject({ total: 0, budgetLeft: 1, alert: 'none' });
    expect(availability().burnRates['5m']).toBe(0);
  });

  it('counts only routes that the objective is about', () => {
    for (const route of ['/', '/contacts', '/contacts/:id', '']) {
      monitor.record({ route, status: 200, durationMs: 300 });
    }
    expect(monitor.status().map(({ good, total }) => [good, total])).toEqual([
      [4, 4],
      [0, 2],
    ]);
  });

  it('refuses and counts outcomes that are none', () => {
    monitor.record({ route: '/', status: Number.NaN, durationMs: 1 });
    monitor.record({ route: '/', status: 200, durationMs: -1 });
    expect(monitor.refused).toBe(2);
    expect(availability().total).toBe(0);
  });
});

describe('an alert', () => {
  beforeEach(() => open());

  it('pages in an outage, and ends soon after it', () => {
    serve(120, 60, 0);
    expect(availability().alert).toBe('none');
    serve(3, 60, 60);
    expect(availability().alert).toBe('page');
    serve(40, 60, 0);
    expect(availability().alert).toBe('ticket');
    serve(8 * 60, 60, 0);
    expect(availability().alert).toBe('none');
  });

  it('is a ticket when the budget drains slowly', () => {
    serve(12 * 60, 500, 1);
    expect(availability().alert).toBe('ticket');
  });

  it('stays off while errors are within the budget', () => {
    serve(24 * 60, 2000, 1);
    expect(availability().alert).toBe('none');
  });

  it('needs more than a few events', () => {
    serve(60, 1, 1);
    expect(availability().alert).toBe('none');
    serve(50, 1, 1);
    expect(availability().alert).not.toBe('none');
  });

  it('stays on while the burn rate swings about its limit', () => {
    const states: string[] = [];
    serve(60, 1000, 16);
    for (let n = 0; n < 20; n += 1) {
      serve(6, 1000, n % 2 === 0 ? 12 : 16);
      states.push(availability().alert);
    }
    expect(new Set(states)).toEqual(new Set(['page']));
  });

  it('tells since when it is on', () => {
    serve(120, 60, 0);
    serve(3, 60, 60);
    const { alertSinceMs } = availability();
    expect(clock.now() - alertSinceMs).toBeLessThanOrEqual(3 * minute);
    expect(clock.now() - alertSinceMs).toBeGreaterThan(0);
  });

  it('does not care when the wall clock is set', () => {
    serve(120, 60, 0);
    clock.setWall(0);
    serve(2, 60, 60);
    clock.setWall(Date.parse('2040-01-01'));
    serve(1, 60, 60);
    expect(availability()).toMatchObject({ alert: 'page', total: 123 * 60 });
  });
});

describe('the counts of workspaces', () => {
  const ask = (workspace: string, status = 200) =>
    monitor.record({ route: '/', status, durationMs: 1, workspace });

  it('are kept by objective and day, under a hash', () => {
    open();
    ask('w-1');
    ask('w-1', 500);
    clock.pass(24 * 60 * minute);
    ask('w-1');
    expect(monitor.records()).toEqual([
      expect.objectContaining({ objective: 'available', day: '2026-11-03', good: 1, total: 2 }),
      expect.objectContaining({ objective: 'available', day: '2026-11-04', good: 1, total: 1 }),
    ]);
    expect(JSON.stringify(monitor.records())).not.toContain('w-1');
  });

  it('use the days of the time zone', () => {
    open({ timeZone: 'Pacific/Auckland', hashWorkspace: (id) => id });
    clock.setWall(Date.parse('2026-11-30T11:30:00Z'));
    ask('a');
    expect(monitor.records()[0]?.day).toBe('2026-12-01');
  });

  it('are bounded: later workspaces share one name', () => {
    open({ maxWorkspaces: 2, hashWorkspace: (id) => id });
    for (let n = 0; n < 1000; n += 1) ask(`w${n}`);
    expect(monitor.records().map(({ workspace, total }) => [workspace, total])).toEqual([
      ['w0', 1],
      ['w1', 1],
      ['other', 998],
    ]);
  });

  it('are bounded to two months of days', () => {
    open();
    for (let n = 0; n < 100; n += 1) {
      ask('w');
      clock.pass(24 * 60 * minute);
    }
    expect(monitor.records()).toHaveLength(62);
    expect(monitor.records()[0]?.day).toBe('2026-12-11');
  });

  it('forget exactly what was kept elsewhere', () => {
    open({ hashWorkspace: (id) => id });
    ask('a');
    ask('b', 500);
    const kept = monitor.records();
    ask('b');
    monitor.forget(kept);
    expect(monitor.records()).toEqual([
      { objective: 'available', workspace: 'b', day: '2026-11-03', good: 1, total: 1 },
    ]);
  });
});

describe('a monitor', () => {
  it.each<[string, SloMonitorOptions]>([
    ['no events', { minimumEvents: 0 }],
    ['half a workspace', { maxWorkspaces: 0.5 }],
    ['an unknown time zone', { timeZone: 'Mars/Olympus' }],
  ])('is refused with %s', (_, options) => {
    let thrown: unknown;
    try {
      createSloMonitor(objectives, options);
    } catch (error) {
      thrown = error;
    }
    expect(isApmError(thrown, 'APM_CONFIG_INVALID')).toBe(true);
  });

  it('gives its status to a meter', async () => {
    const reader = new (class extends MetricReader {
      protected onShutdown = () => Promise.resolve();
      protected onForceFlush = () => Promise.resolve();
    })();
    open({ meter: new MeterProvider({ readers: [reader] }).getMeter('test') });
    serve(120, 60, 60);
    const { resourceMetrics } = await reader.collect();
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    const values = metrics.flatMap(({ descriptor: { name }, dataPoints }) =>
      dataPoints.map(({ attributes: { objective, window = '' }, value }) => [
        `${name} ${objective} ${window}`.trim(),
        value,
      ]),
    );
    expect(Object.fromEntries(values)).toMatchObject({
      'unite.slo.burn_rate available 1h': expect.closeTo(1000),
      'unite.slo.budget_left available': expect.closeTo(-999),
      'unite.slo.alert available': 2,
      'unite.slo.alert contacts-fast': 0,
    });
  });
});
