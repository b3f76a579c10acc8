/** @jest-environment node */
import { costBars, costName } from './cost-bars.ts';
import { costRow } from './telemetry-stand-in.ts';

describe('the bars of the costs', () => {
  it('put the tiers of an endpoint together, dearest first', () => {
    const rows = [
      costRow({ endpoint: 'GET /a', tier: 'free', cost: { cpuNano: 1, aiNano: 2 } }),
      costRow({ endpoint: 'GET /b', tier: 'free', cost: { cpuNano: 4 } }),
      costRow({ endpoint: 'GET /a', tier: 'pro', cost: { cpuNano: 3 } }),
    ];
    expect(costBars(rows, 8)).toMatchObject([
      { name: 'GET /a', cost: { cpuNano: 4, aiNano: 2, totalNano: 6 } },
      { name: 'GET /b', cost: { cpuNano: 4, totalNano: 4 } },
    ]);
  });

  it('end with one for all that there is no room for', () => {
    const rows = [5, 4, 3, 2].map((cpuNano) =>
      costRow({ endpoint: `GET /${cpuNano}`, cost: { cpuNano } }),
    );
    expect(costBars(rows, 2).map(({ name, cost }) => [name, cost.totalNano])).toEqual([
      ['GET /5', 5],
      ['GET /4', 4],
      ['All others', 5],
    ]);
  });

  it('leave out what cost nothing, and name what belongs to no request', () => {
    const rows = [
      costRow({ kind: 'gc', endpoint: '', tier: '', cost: { cpuNano: 1 } }),
      costRow({}),
    ];
    expect(costBars(rows, 8).map(({ name }) => name)).toEqual(['Garbage collection']);
    expect(costName(costRow({ endpoint: 'GET /a' }))).toBe('GET /a');
  });
});
