import type { CostRow } from './telemetry.ts';

/** What money is spent on, in the order in which bars stack it. */
export const costKinds = [
  { part: 'cpuNano', name: 'Processor' },
  { part: 'databaseNano', name: 'Database' },
  { part: 'redisNano', name: 'Redis' },
  { part: 'egressNano', name: 'Traffic' },
  { part: 'aiNano', name: 'AI' },
] as const satisfies readonly { part: keyof CostRow['cost']; name: string }[];

/** One thing that money is spent on. */
export type CostKind = (typeof costKinds)[number];

/** What an endpoint cost, of all tiers together. */
export interface CostBar {
  readonly name: string;
  readonly cost: CostRow['cost'];
}

/** What rows are called that no request can be charged for. */
const sharedNames: Readonly<Record<Exclude<CostRow['kind'], 'endpoint'>, string>> = {
  unattributed: 'Outside of requests',
  gc: 'Garbage collection',
  loop: 'Event loop',
  threads: 'Other threads',
  idle: 'Idle',
};

/** What a row is about. */
export function costName({ kind, endpoint }: CostRow): string {
  return kind === 'endpoint' ? endpoint : sharedNames[kind];
}

/** The `most` dearest endpoints and shared parts, dearest first, and one bar for all others. */
export function costBars(rows: readonly CostRow[], most: number): readonly CostBar[] {
  const byName = new Map<string, CostRow['cost']>();
  for (const row of rows) {
    const name = costName(row);
    byName.set(name, sum(byName.get(name), row.cost));
  }
  const bars = [...byName]
    .map(([name, cost]) => ({ name, cost }))
    .filter(({ cost }) => cost.totalNano > 0)
    .toSorted((a, b) => b.cost.totalNano - a.cost.totalNano);
  const rest = bars
    .slice(most)
    .reduce<CostRow['cost'] | undefined>((all, { cost }) => sum(all, cost), undefined);
  return rest === undefined ? bars : [...bars.slice(0, most), { name: 'All others', cost: rest }];
}

function sum(a: CostRow['cost'] | undefined, b: CostRow['cost']): CostRow['cost'] {
  if (a === undefined) return b;
  return {
    cpuNano: a.cpuNano + b.cpuNano,
    databaseNano: a.databaseNano + b.databaseNano,
    redisNano: a.redisNano + b.redisNano,
    egressNano: a.egressNano + b.egressNano,
    aiNano: a.aiNano + b.aiNano,
    totalNano: a.totalNano + b.totalNano,
  };
}
