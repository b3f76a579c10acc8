import { act, fireEvent, render, screen, within } from '@testing-library/react';

import type { Outcome } from '../api/outcome.ts';
import { problemStandIn } from '../api/problem-stand-in.ts';
import { OperationsView } from './operations-view.tsx';
import type { Operations } from './operations.ts';

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

let answer: Outcome<Operations>;
jest.mock('../api/request-json.ts', () => ({
  apiPath: () => '/api/operations',
  requestJson: async () => answer,
}));

function show(first: Outcome<Operations>) {
  return render(<OperationsView workspaceId="w1" first={first} answeredAtMs={Date.now()} />);
}
const seconds = (count: number) => act(() => jest.advanceTimersByTimeAsync(count * 1_000));
const summary = () => screen.getByRole('status', { name: 'Summary' }).textContent;

describe('the operations page', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('shows what the server found, at once', () => {
    show({ ok: true, value: allWell });
    expect(summary()).toContain('Everything works');
    expect(screen.getByText('14 ms')).toBeTruthy();
    expect(screen.getByText('40 ms, 16 kB')).toBeTruthy();
    expect(screen.getByText(/API 0\.1\.0 on Node 24\.21\.0/)).toBeTruthy();
  });

  it('says by itself that a replica went down, and that it came back', async () => {
    show({ ok: true, value: allWell });
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
    show({ ok: true, value: allWell });
    answer = {
      ok: false,
      problem: problemStandIn({ title: 'The API does not answer', status: 502 }),
    };
    await seconds(5);
    expect(screen.getByRole('alert').textContent).toContain('The API does not answer');
    expect(screen.getByText('1,234')).toBeTruthy();
    expect(screen.getByText(/updated/).textContent).toMatch(/updated [45] s ago/);
  });

  it('begins with the problem when the API was away from the start, and recovers', async () => {
    answer = { ok: true, value: allWell };
    show({
      ok: false,
      problem: problemStandIn({ title: 'The API does not answer', status: 502 }),
    });
    expect(screen.getByRole('alert')).toBeTruthy();
    await seconds(1);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(summary()).toContain('Everything works');
  });

  it('stands still while it is paused', async () => {
    show({ ok: true, value: allWell });
    fireEvent.click(screen.getByText('Pause'));
    answer = { ok: true, value: replicaDown };
    await seconds(30);
    expect(summary()).toContain('Everything works');
    expect(screen.getByText(/Paused/)).toBeTruthy();
    fireEvent.click(screen.getByText('Resume'));
    await seconds(1);
    expect(summary()).toContain('does not answer');
  });

  it('is calm about parts that are not used', () => {
    show({
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
