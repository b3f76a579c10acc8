import { fireEvent, render, screen, within } from '@testing-library/react';

import { costRow, telemetryStandIn } from './telemetry-stand-in.ts';
import type { Telemetry } from './telemetry.ts';
import { TelemetryPanels } from './telemetry-panels.tsx';

const observedAt = '2026-11-28T06:30:20.000Z';

function show(overrides: Partial<Telemetry>) {
  const value = telemetryStandIn({ observedAt, ...overrides });
  const state = { value, answeredAtMs: 0, problem: undefined, isPaused: false };
  return render(<TelemetryPanels state={state} isAway={false} />);
}
const panel = (name: string) => screen.getByRole('region', { name });
/** The table of a panel, row by row; asked for by its button. */
function table(name: string): readonly string[] {
  fireEvent.click(within(panel(name)).getByRole('button', { name: `Table of ${name}` }));
  const rows = within(within(panel(name)).getByRole('table')).getAllByRole('row');
  return rows.map((row) => [...row.children].map((cell) => cell.textContent).join(' | '));
}

const busy: Partial<Telemetry> = {
  requests: {
    since: '2026-11-28T06:00:20.000Z',
    total: { requests: 30, errors: 3, p50Ms: 4.2, p95Ms: 20, p99Ms: 240 },
    routes: [
      { route: 'GET /api/contacts', requests: 20, errors: 0, p50Ms: 4, p95Ms: 9, p99Ms: 12 },
      { route: 'POST /api/contacts', requests: 10, errors: 3, p50Ms: 8, p95Ms: 20, p99Ms: 240 },
    ],
    minutes: [
      { startsAt: '2026-11-28T06:29:00.000Z', requests: 10, errors: 3, p95Ms: 20 },
      { startsAt: '2026-11-28T06:30:00.000Z', requests: 20, errors: 0, p95Ms: 9 },
    ],
  },
};

describe('the telemetry before anything happened', () => {
  it('says so in each panel, and offers no empty table', () => {
    show({});
    expect(panel('Requests').textContent).toContain('Nothing was asked in the last hour');
    expect(panel('Latency by route').textContent).toContain('No route has answered yet');
    expect(panel('Objectives').textContent).toContain('No objective is declared');
    expect(panel('Errors').textContent).toContain('Nothing has failed');
    expect(panel('Cost by endpoint').textContent).toContain('Nothing has cost anything yet');
    expect(panel('Delivery of telemetry').textContent).toContain('They are sent nowhere');
    expect(screen.getAllByRole('button').map(({ textContent }) => textContent)).toEqual([
      'Table of Delivery of telemetry',
    ]);
  });

  it('says when no costs are booked', () => {
    show({ costs: null });
    expect(panel('Cost by endpoint').textContent).toContain('without a price book');
  });

  it('says whose numbers these are, and since when', () => {
    show({ startedAt: '2026-11-28T04:30:20.000Z' });
    expect(panel('Telemetry').textContent).toMatch(
      /the one API process that answered, all workspaces together.*2 h 0 min ago/,
    );
  });
});

describe('requests', () => {
  it('are a chart whose name tells the sums', () => {
    show(busy);
    const chart = within(panel('Requests')).getByRole('img');
    expect(chart.getAttribute('aria-label')).toBe(
      '30 requests in the last hour, at most 20 in a minute, 3 errors',
    );
    expect(within(panel('Requests')).getByText('10 %')).toBeTruthy();
  });

  it('are a table by the minute, the newest first, and a chart again', () => {
    show(busy);
    expect(table('Requests')).toEqual([
      'Minute, UTC | Requests | Errors | 95 % within',
      '06:30 | 20 | 0 | 9.0 ms',
      '06:29 | 10 | 3 | 20 ms',
    ]);
    fireEvent.click(screen.getByRole('button', { name: 'Chart of Requests' }));
    expect(within(panel('Requests')).queryByRole('table')).toBeNull();
  });
});

describe('latencies', () => {
  it('are a range for each route, and figures in its name', () => {
    show(busy);
    const ranges = within(panel('Latency by route')).getAllByRole('img');
    expect(ranges.map((range) => range.getAttribute('aria-label'))).toEqual([
      'GET /api/contacts: p50 4.0 ms, p95 9.0 ms, p99 12 ms',
      'POST /api/contacts: p50 8.0 ms, p95 20 ms, p99 240 ms',
    ]);
  });

  it('of every route are in the table', () => {
    show(busy);
    expect(table('Latency by route').at(-1)).toBe(
      'POST /api/contacts | 10 | 3 | 8.0 ms | 20 ms | 240 ms',
    );
  });
});

describe('errors', () => {
  it('are listed with their place, their number and references to copy', () => {
    show({
      errors: [
        {
          ...{ name: 'DatabaseError', code: 'INTERNAL', route: 'GET /api/campaigns', count: 3 },
          firstSeenAt: '2026-11-28T06:00:00.000Z',
          lastSeenAt: '2026-11-28T06:28:20.000Z',
          occurrenceIds: ['id-3', 'id-2', 'id-1'],
        },
      ],
    });
    const [group] = within(panel('Errors')).getAllByRole('listitem');
    expect(group?.textContent).toContain('DatabaseErrorINTERNAL3 times, last 2 min 0 s ago');
    expect(group?.textContent).toContain('GET /api/campaigns');
    expect(group?.textContent).toContain('2 earlier references');
    const ids = [...(group?.querySelectorAll('code') ?? [])].map((code) => code.textContent);
    expect(ids).toEqual(['id-3', 'id-2', 'id-1']);
  });
});

describe('costs', () => {
  const rows = [
    costRow({ tier: 'free', requests: 4, cpuMs: 12, cost: { cpuNano: 2_000, databaseNano: 500 } }),
    costRow({ tier: 'pro', requests: 1, cpuMs: 3, cost: { cpuNano: 1_000 } }),
    costRow({ kind: 'gc', endpoint: '', tier: '', cost: { cpuNano: 100 } }),
  ];
  const total = costRow({ requests: 5, cost: { cpuNano: 3_100, databaseNano: 500 } });
  const costs = telemetryStandIn().costs;
  if (costs === null) throw new Error('the stand-in has costs');
  const spent = { costs: { ...costs, rows, total } };

  it('are a bar for each endpoint, whose name tells its parts', () => {
    show(spent);
    const bars = within(panel('Cost by endpoint')).getAllByRole('img');
    expect(bars.map((bar) => bar.getAttribute('aria-label'))).toEqual([
      'Cost of each minute of the last hour, 0.00000360 USD in all',
      'GET /api/contacts: Processor 0.00000300 USD, Database 0.000000500 USD',
      'Garbage collection: Processor 0.000000100 USD',
    ]);
  });

  it('are a table by endpoint and tier that ends with the sum', () => {
    show(spent);
    const lines = table('Cost by endpoint');
    expect(lines).toHaveLength(5);
    expect(lines[1]).toBe(
      'GET /api/contacts | free | 4 | 12 ms | 0.0 ms | 0 | 0 bytes | 0 | 0.00000250 USD',
    );
    expect(lines[3]).toContain('Garbage collection | –');
    expect(lines[4]).toMatch(/^All \| – \| 5 .* 0\.00000360 USD$/);
  });
});

describe('objectives', () => {
  const windows = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'];
  const objective = {
    ...{ name: 'api-up', description: 'It answers.', objective: 0.999, windowDays: 30 },
    ...{ good: 998, total: 1_000, budgetLeft: -1, alert: 'page' as const, alertSince: observedAt },
    burnRates: windows.map((window) => ({ window, rate: 2 })),
  };

  it('show what is left of the budget and how fast it burns', () => {
    show({ objectives: [objective] });
    const { textContent } = panel('Objectives');
    expect(textContent).toContain('2 of 1,000 missed');
    expect(textContent).toContain('budget overdrawn by 100 %');
    expect(textContent).toContain('Burning fast');
    const rates = within(panel('Objectives')).getByRole('list', { name: 'Burn rates of api-up' });
    expect(within(rates).getAllByRole('listitem')[2]?.textContent).toBe('2×1h');
  });

  it('are a table with a line for each window', () => {
    show({ objectives: [objective] });
    expect(table('Objectives')).toEqual([
      'Measure | api-up',
      'Goal | 99.9 %',
      'Over | 30 days',
      'Good | 998',
      'Of | 1,000',
      'Budget left | -100 %',
      ...windows.map((name) => `Burn rate ${name} | 2×`),
    ]);
  });

  it('are not called kept before anything was asked', () => {
    show({ objectives: [{ ...objective, good: 0, total: 0, budgetLeft: 1, alert: 'none' }] });
    expect(within(panel('Objectives')).getByText('No traffic')).toBeTruthy();
    expect(within(panel('Objectives')).queryByText('Kept')).toBeNull();
  });
});

describe('the delivery of telemetry', () => {
  const errors: Telemetry['delivery']['errors'] = {
    ...{ created: 9, adopted: 1, delivered: 6, queued: 1, spooled: 2 },
    dropped: [{ reason: 'too_old', count: 1 }],
    faults: [{ reason: 'send_failed', count: 4 }],
    ...{ spool: 'writable', endpoint: 'open', lastFailure: 'HTTP 500' },
  };
  const metrics: Telemetry['delivery']['metrics'] = {
    outputs: [
      {
        ...{ output: 'otlp', exports: 3, sentBytes: 2_100 },
        failed: [{ reason: 'ECONNREFUSED', count: 2 }],
      },
    ],
    ...{ refusedMeasurements: 1, alteredAttributes: 5, offenders: 1 },
  };

  it('accounts for every error report and names what fails', () => {
    show({ delivery: { errors, metrics } });
    const { textContent } = panel('Delivery of telemetry');
    expect(textContent).toContain('9 created and 1 taken over, all accounted for.');
    expect(textContent).toContain('Dropped: 1 too old.');
    expect(textContent).toContain('Waiting for Sentry');
    expect(textContent).toContain('HTTP 500');
    expect(textContent).toContain('3 exports, 2.1 kB, 2 failed (ECONNREFUSED)');
    expect(within(panel('Delivery of telemetry')).getByRole('img').getAttribute('aria-label')).toBe(
      '10 error reports: 6 delivered, 2 on disk, 1 in memory, 1 dropped',
    );
  });

  it('does not say that all is accounted for when it is not', () => {
    show({ delivery: { errors: { ...errors, delivered: 5 }, metrics } });
    expect(panel('Delivery of telemetry').textContent).toContain('9 accounted for.');
  });

  it('is a table of the whole account', () => {
    show({ delivery: { errors, metrics } });
    const lines = table('Delivery of telemetry');
    expect(lines).toContain('Error reports | dropped: too old | 1');
    expect(lines).toContain('otlp | failed: ECONNREFUSED | 2');
  });
});
