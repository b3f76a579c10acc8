import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Claim } from '@unite/gate';
import { findWorkspaceRoot } from '@unite/stack';
import { heaviest, routeWeights, type RouteWeight } from './route-weight.ts';

const app = join(findWorkspaceRoot(), 'apps/web');
const weigh = (): readonly RouteWeight[] => routeWeights((path) => readFileSync(join(app, path)));

/** Bytes, not milliseconds: they are the same on every machine. */
export const claims: readonly Claim[] = [
  {
    id: 'first-load-js',
    phase: 'workspace',
    text: 'The first view of every route loads at most 150 KB of script',
    target: { op: '<=', value: 150 },
    unit: 'KB gzip',
    measure: async () => weighed('jsKb'),
  },
  {
    id: 'route-css',
    phase: 'workspace',
    text: 'Every route has at most 10 KB of style sheets',
    target: { op: '<=', value: 10 },
    unit: 'KB gzip',
    measure: async () => weighed('cssKb'),
  },
];

function weighed(part: 'jsKb' | 'cssKb') {
  const weights = weigh();
  const worst = heaviest(weights, part);
  return {
    value: round(worst[part]),
    samples: weights.map((weight) => round(weight[part])),
    note: `worst of ${weights.length} routes: ${worst.route}`,
  };
}

function round(kb: number): number {
  return Math.round(kb * 10) / 10;
}
