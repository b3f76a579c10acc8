import type { CostRow, Telemetry } from './telemetry.ts';

const noCost: CostRow['cost'] = {
  cpuNano: 0,
  databaseNano: 0,
  redisNano: 0,
  egressNano: 0,
  aiNano: 0,
  totalNano: 0,
};

const unused = {
  requests: 0,
  cpuMs: 0,
  databaseMs: 0,
  redisOperations: 0,
  egressBytes: 0,
  aiInputTokens: 0,
  aiOutputTokens: 0,
  cost: noCost,
};

/** A row of the costs, for specs to which only some of its members matter; its parts make the total. */
export function costRow(
  given: Partial<Omit<CostRow, 'cost'>> & { cost?: Partial<CostRow['cost']> },
): CostRow {
  const { cost = {}, ...rest } = given;
  const totalNano = Object.values(cost).reduce((sum, part) => sum + part, 0);
  return {
    ...{ kind: 'endpoint', endpoint: 'GET /api/contacts', tier: 'free', ...unused, ...rest },
    cost: { ...noCost, ...cost, totalNano },
  };
}

/** What a process tells in which nothing has happened yet, for specs. */
export function telemetryStandIn(overrides: Partial<Telemetry> = {}): Telemetry {
  const at = '2026-11-28T06:00:00.000Z';
  return {
    scope: 'process',
    environment: 'test',
    startedAt: at,
    observedAt: at,
    requests: {
      since: at,
      total: { requests: 0, errors: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0 },
      routes: [],
      minutes: [],
    },
    errors: [],
    costs: {
      from: at,
      to: at,
      currency: 'USD',
      priceBooks: ['2026-01'],
      rows: [],
      total: unused,
      measuredCpuMs: 0,
      explainedShare: 1,
      minutes: [],
    },
    objectives: [],
    delivery: {
      errors: null,
      metrics: { outputs: [], refusedMeasurements: 0, alteredAttributes: 0, offenders: 0 },
    },
    ...overrides,
  };
}
