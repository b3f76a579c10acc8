import { act, fireEvent, render, screen, within } from '@testing-library/react';

import type { Outcome } from '../api/outcome.ts';
import { problemStandIn } from '../api/problem-stand-in.ts';
import { OperationsView } from './operations-view.tsx';
import type { Operations } from './operations.ts';
import { telemetryStandIn } from './telemetry-stand-in.ts';
import type { Telemetry } from './telemetry.ts';

const allWell: Operations = {
  api: {
    status: 'serving',
    version: '0.1.0',
    nodeVersion: 'v24.21.0',
    startedAt: '2026-11-23T00:00:00.000Z',
    uptimeSeconds: 69.4,
    residentBytes: 180_100_000,
    eventLoopUtilization: 0.1,
    eventLoopDelayP99Ms: 1.2,
    requests: { total: 1_234, errors: 0, p50Ms: 2, p95Ms: 14 },
  },
  postgres: [
    {
      ...{ name: 'postgres-1', role: 'primary', status: 'up', latencyMs: 0.6 },
      ...{ lagBytes: null, lagMs: null, version: '18.4', error: null },
    },
    {
      ...{ name: 'postgres-2', role: 'replica', status: 'up', latencyMs: 0.7 },
      ...{ lagBytes: 16_000, lagMs: 40, version: '18.4', error: null },
    },
  ],
  redis: { status: 'up', latencyMs: 0.2, version: '7.0.15', usedMemoryBytes: 991_200 },
  ai: { status: 'configured', model: 'unite-fake-1' },
};
const replicaDown: Operations = {
  ...allWell,
  postgres: allWell.postgres.map((node) =>
    node.role === 'primary'
      ? node
      : { ...node, status: 'down', latencyMs: null, lagMs: null, lagBytes: null, error: 'refused' },
  ),
};

const quiet: Outcome<Telemetry> = { ok: true, value: telemetryStandIn() };
const away = { title: 'The API does not answer', status: 502 };

let answer: Outcome<Operations>;
let telemetry: Outcome<Telemetry>;
const asked: string[] = [];
jest.mock('../api/request-json.ts', () => ({
  apiPath: (_id: string, path: string) => path,
  requestJson: async (url: string) => {
    asked.push(url);
    return url === '/operations' ? answer : telemetry;
  },
}));

/** @param firstTelemetry null when the server did not wait for it */
async function show(
  first: Outcome<Operations>,
  firstTelemetry: Outcome<Telemetry> | null = quiet,
): Promise<void> {
  const answeredAtMs = Date.now();
  render(
    <OperationsView
      {...{ workspaceId: 'w1', first, answeredAtMs }}
      telemetry={{ first: firstTelemetry ?? undefined, answeredAtMs }}
    />,
  );
  await act(async () => import('./telemetry-panels.tsx'));
}
const seconds = (count: number) => act(() => jest.advanceTimersByTimeAsync(count * 1_000));
const summary = () => screen.getByRole('status', { name: 'Summary' }).textContent;

describe('the operations page', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    telemetry = quiet;
    asked.length = 0;
  });
  afterEach(() => void jest.useRealTimers());

  it('shows what the server found, at once', async () => {
    await show({ ok: true, value: allWell });
    expect(summary()).toContain('Everything works');
    expect(screen.getByText('14 ms')).toBeTruthy();
    expect(screen.getByText('40 ms, 16 kB')).toBeTruthy();
    expect(screen.getByText(/API 0\.1\.0 on Node 24\.21\.0/)).toBeTruthy();
  });

  it('says by itself that a replica went down, and that it came back', async () => {
    await show({ ok: true, value: allWell });
    answer = { ok: true, value: replicaDown };
    await seconds(5);
    expect(summary()).toContain('Database postgres-2 does not answer');
    const row = screen.getByRole('rowheader', { name: 'postgres-2' }).closest('tr');
    if (row === null) throw new Error('no row');
    expect(within(row).getByText('Down')).toBeTruthy();
    answer = { ok: true, value: allWell };
    await seconds(5);
    expect(summary()).toContain('Everything works');
  });

  it('keeps what it knew beside the problem while the API is away', async () => {
    await show({ ok: true, value: allWell });
    answer = { ok: false, problem: problemStandIn(away) };
    telemetry = { ok: false, problem: problemStandIn(away) };
    await seconds(5);
    expect(screen.getByRole('alert').textContent).toContain('The API does not answer');
    expect(screen.getByText('1,234')).toBeTruthy();
    expect(screen.getByText(/updated/).textContent).toMatch(/updated [45] s ago/);
    // The telemetry fails five seconds later, and both are back with the first answer.
    await seconds(5);
    expect(screen.getAllByRole('alert')).toHaveLength(1);
    answer = { ok: true, value: allWell };
    telemetry = quiet;
    await seconds(5);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('begins with the problem when the API was away from the start, and recovers', async () => {
    answer = { ok: true, value: allWell };
    const gone = { ok: false, problem: problemStandIn(away) } as const;
    await show(gone, gone);
    expect(screen.getByRole('alert')).toBeTruthy();
    expect(screen.queryByRole('heading', { name: 'Telemetry' })).toBeNull();
    await seconds(1);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(summary()).toContain('Everything works');
    expect(screen.getByRole('heading', { name: 'Requests' })).toBeTruthy();
  });

  it('stands still while it is paused', async () => {
    await show({ ok: true, value: allWell });
    fireEvent.click(screen.getByText('Pause'));
    answer = { ok: true, value: replicaDown };
    await seconds(30);
    expect(summary()).toContain('Everything works');
    expect(screen.getByText(/Paused/)).toBeTruthy();
    expect(asked).toEqual([]);
    fireEvent.click(screen.getByText('Resume'));
    await seconds(1);
    expect(summary()).toContain('does not answer');
    expect(asked).toEqual(['/operations', '/operations/telemetry']);
  });

  describe('when only the telemetry is away', () => {
    const gone: Outcome<Telemetry> = {
      ok: false,
      problem: problemStandIn({ title: 'The telemetry does not answer' }),
    };

    it('says so where the charts would be, and recovers', async () => {
      answer = { ok: true, value: allWell };
      await show({ ok: true, value: allWell }, gone);
      const charts = screen.getByRole('region', { name: 'Telemetry' });
      expect(within(charts).getByRole('alert').textContent).toContain('does not answer');
      expect(summary()).toContain('Everything works');
      await seconds(1);
      expect(screen.queryByRole('alert')).toBeNull();
      expect(within(charts).getByRole('heading', { name: 'Requests' })).toBeTruthy();
    });

    it('keeps the charts that it had', async () => {
      answer = { ok: true, value: allWell };
      await show({ ok: true, value: allWell });
      telemetry = gone;
      await seconds(10);
      expect(screen.getByRole('alert').textContent).toContain('The telemetry does not answer');
      expect(screen.getByRole('heading', { name: 'Requests' })).toBeTruthy();
    });
  });

  it('shows that the telemetry is being loaded when the server did not wait for it', async () => {
    answer = { ok: true, value: allWell };
    await show({ ok: true, value: allWell }, null);
    expect(screen.getByText('The telemetry is being loaded.')).toBeTruthy();
    await seconds(1);
    expect(screen.queryByText('The telemetry is being loaded.')).toBeNull();
    expect(screen.getByRole('heading', { name: 'Requests' })).toBeTruthy();
  });

  it('is calm about parts that are not used', async () => {
    await show({
      ok: true,
      value: {
        ...allWell,
        redis: { status: 'absent', latencyMs: null, version: null, usedMemoryBytes: null },
        ai: { status: 'absent', model: null },
      },
    });
    expect(summary()).toContain('Everything works');
    expect(screen.getAllByText('Not used')).toHaveLength(2);
  });
});
