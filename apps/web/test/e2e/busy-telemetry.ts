import type { Telemetry } from '../../src/operations/telemetry.ts';

const nowMs = Date.UTC(2026, 10, 28, 9, 41, 20);
const ago = (seconds: number) => new Date(nowMs - seconds * 1_000).toISOString();

const routes = [
  ['GET /api/contacts', 41_280, 3, 3.1, 14.2, 41],
  ['GET /api/operations', 12_904, 0, 1.4, 3.9, 12],
  ['GET /api/operations/telemetry', 6_310, 0, 0.7, 2.2, 6.1],
  ['PATCH /api/contacts/:id', 3_977, 12, 5.6, 22, 88],
  ['GET /api/campaigns', 2_210, 0, 2.8, 9.7, 30],
  ['POST /api/contacts/import', 31, 1, 840, 4_100, 9_600],
  ['POST /api/ai/draft', 19, 2, 1_900, 6_300, 8_800],
] as const;

const money = (cpu: number, database: number, egress: number, ai = 0) => ({
  ...{ cpuNano: cpu, databaseNano: database, redisNano: 0, egressNano: egress, aiNano: ai },
  totalNano: cpu + database + egress + ai,
});
type Row = NonNullable<Telemetry['costs']>['rows'][number];
const row = (
  endpoint: string,
  tier: string,
  requests: number,
  cost: Row['cost'],
  kind: Row['kind'] = 'endpoint',
): Row => ({
  ...{ kind, endpoint, tier, requests, cost },
  ...{ cpuMs: cost.cpuNano / 11.1, databaseMs: cost.databaseNano / 50, redisOperations: 0 },
  ...{ egressBytes: cost.egressNano * 11, aiInputTokens: 0, aiOutputTokens: 0 },
});
const rows = [
  row('POST /api/ai/draft', 'pro', 19, money(310_000, 12_000, 3_000, 9_100_000)),
  row('GET /api/contacts', 'enterprise', 30_112, money(2_600_000, 2_100_000, 880_000)),
  row('GET /api/contacts', 'free', 11_168, money(1_300_000, 910_000, 420_000)),
  row('POST /api/contacts/import', 'pro', 31, money(1_210_000, 990_000, 12_000)),
  row('', '', 0, money(910_000, 0, 0), 'gc'),
  row('', '', 0, money(530_000, 0, 0), 'loop'),
  row('GET /api/operations', 'free', 12_904, money(320_000, 41_000, 66_000)),
  row('PATCH /api/contacts/:id', 'pro', 3_977, money(210_000, 160_000, 9_000)),
  row('', '', 0, money(160_000, 0, 0), 'unattributed'),
  row('GET /metrics', 'none', 240, money(90_000, 0, 31_000)),
  row('GET /readyz', 'none', 720, money(20_000, 11_000, 2_000)),
];
const parts = [
  'cpuNano',
  'databaseNano',
  'redisNano',
  'egressNano',
  'aiNano',
  'totalNano',
] as const;
const totalCost = Object.fromEntries(
  parts.map((part) => [part, rows.reduce((sum, { cost }) => sum + cost[part], 0)]),
) as Row['cost']; // every part is a key, which Object.fromEntries cannot say

const burns = (rates: readonly number[]) =>
  ['5m', '30m', '1h', '2h', '6h', '1d', '3d'].map((window, at) => ({
    window,
    rate: rates[at] ?? 0,
  }));

/** What a process tells that has much to do and some trouble, for looks. */
export const busyTelemetry: Telemetry = {
  scope: 'process',
  environment: 'production',
  startedAt: ago(9_410),
  observedAt: ago(0),
  requests: {
    since: ago(1_910),
    total: { requests: 66_731, errors: 18, p50Ms: 2.6, p95Ms: 12.4, p99Ms: 64 },
    routes: routes.map(([route, requests, errors, p50Ms, p95Ms, p99Ms]) => ({
      ...{ route, requests, errors, p50Ms, p95Ms, p99Ms },
    })),
    minutes: Array.from({ length: 58 }, (_, at) => ({
      startsAt: ago((57 - at) * 60),
      requests: Math.round(900 + 500 * Math.sin(at / 7) + 160 * Math.sin(at * 2.3)),
      errors: at > 40 && at < 45 ? 160 : 0,
      p95Ms: 12,
    })),
  },
  errors: [
    {
      ...{ name: 'DatabaseError', code: 'INTERNAL', route: 'PATCH /api/contacts/:id', count: 12 },
      ...{ firstSeenAt: ago(1_000), lastSeenAt: ago(74) },
      occurrenceIds: [
        '0199c7a2-5b1e-7c10-9d42-1f6f0f3b7a10',
        '0199c7a2-4a07-7d33-8a10-b3a9a8c1d2e5',
        '0199c7a1-99f2-7e01-b7c2-42c0b1a6e913',
      ],
    },
    {
      ...{ name: 'APICallError', code: 'AI_FAILED', route: 'POST /api/ai/draft', count: 2 },
      ...{ firstSeenAt: ago(2_000), lastSeenAt: ago(1_400) },
      occurrenceIds: ['0199c7a0-0d1c-7f59-a1b4-77e2f8d90c44'],
    },
    {
      ...{ name: 'TypeError', code: null, route: null, count: 1 },
      ...{ firstSeenAt: ago(8_000), lastSeenAt: ago(8_000), occurrenceIds: [] },
    },
  ],
  costs: {
    ...{ from: ago(3_600), to: ago(0), currency: 'USD', priceBooks: ['2026-01'], rows },
    total: { ...row('', '', 66_731, totalCost), cost: totalCost },
    ...{ measuredCpuMs: 690_000, explainedShare: 0.987 },
    minutes: Array.from({ length: 58 }, (_, at) => ({
      startsAt: ago((57 - at) * 60),
      totalNano: Math.round(380_000 + 120_000 * Math.sin(at / 6)),
    })),
  },
  objectives: [
    {
      name: 'api-availability',
      description: '99.9 % of requests are answered without a fault of ours.',
      ...{ objective: 0.999, windowDays: 30, good: 66_713, total: 66_731, budgetLeft: 0.73 },
      ...{ burnRates: burns([0, 0.4, 0.9, 0.3, 0.3, 0.3, 0.3]), alert: 'none' },
      alertSince: ago(9_410),
    },
    {
      name: 'api-latency',
      description: '95 % of requests are answered within 250 ms.',
      ...{ objective: 0.95, windowDays: 30, good: 60_210, total: 66_713, budgetLeft: -0.95 },
      ...{ burnRates: burns([16.2, 15.1, 14.9, 8.2, 3.4, 1.9, 1.9]), alert: 'page' },
      alertSince: ago(320),
    },
  ],
  delivery: {
    errors: {
      ...{ created: 17, adopted: 2, delivered: 13, queued: 0, spooled: 5 },
      dropped: [{ reason: 'too_old', count: 1 }],
      faults: [{ reason: 'send_failed', count: 6 }],
      ...{ spool: 'writable', endpoint: 'open', lastFailure: 'HTTP 503' },
    },
    metrics: {
      outputs: [
        { ...{ output: 'prometheus', exports: 612, sentBytes: 21_400_000 }, failed: [] },
        {
          ...{ output: 'otlp', exports: 150, sentBytes: 5_310_000 },
          failed: [{ reason: 'ECONNREFUSED', count: 7 }],
        },
      ],
      ...{ refusedMeasurements: 0, alteredAttributes: 31, offenders: 1 },
    },
  },
};
