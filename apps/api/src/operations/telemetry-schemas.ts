import { z } from 'zod';

const count = z.number().int().min(0);
const milliseconds = z.number().min(0);
const instant = z.string().meta({ format: 'date-time' });
const share = z.number().min(0).max(1);
const byReason = z
  .array(z.object({ reason: z.string(), count: count }))
  .describe('Reasons that never happened are left out.');

const requestNumbers = {
  requests: count,
  errors: count.describe('Answers with a 5xx status.'),
  p50Ms: milliseconds,
  p95Ms: milliseconds,
  p99Ms: milliseconds,
};

const requests = z
  .object({
    since: instant.describe(
      'The routes count from here on; at most an hour passes before they begin anew.',
    ),
    total: z.object(requestNumbers),
    routes: z
      .array(z.object({ route: z.string().describe('Method and pattern.'), ...requestNumbers }))
      .describe('Busiest first.'),
    minutes: z
      .array(
        z.object({
          startsAt: instant,
          requests: count,
          errors: count,
          p95Ms: milliseconds.nullable(),
        }),
      )
      .describe('Minutes of the last hour in which something was asked, oldest first.'),
  })
  .describe('Percentiles are of all requests, to three digits.');

const errorGroup = z.object({
  name: z.string().describe('Of the error; what it said is in the log and in Sentry only.'),
  code: z.string().nullable().describe('Of the answer, e.g. `INTERNAL`.'),
  route: z.string().nullable(),
  count: count,
  firstSeenAt: instant,
  lastSeenAt: instant,
  occurrenceIds: z.array(z.string()).describe('The newest, at most five, newest first.'),
});

const cost = z
  .object({
    cpuNano: count,
    databaseNano: count,
    redisNano: count,
    egressNano: count,
    aiNano: count,
    totalNano: count,
  })
  .describe('In billionths of the currency.');

const usage = {
  requests: count,
  cpuMs: milliseconds,
  databaseMs: milliseconds,
  redisOperations: count,
  egressBytes: count,
  aiInputTokens: count,
  aiOutputTokens: count,
  cost,
};

const costs = z.object({
  from: instant,
  to: instant,
  currency: z.string(),
  priceBooks: z.array(z.string()).describe('Versions of those that were used.'),
  rows: z
    .array(
      z.object({
        kind: z
          .enum(['endpoint', 'unattributed', 'gc', 'loop', 'threads', 'idle'])
          .describe('All but `endpoint` are work that no request can be charged for.'),
        endpoint: z.string(),
        tier: z.string().describe('Of the workspace that asked; `none` without a valid key.'),
        ...usage,
      }),
    )
    .describe('Dearest first. They sum to the total.'),
  total: z.object(usage),
  measuredCpuMs: milliseconds.describe('What the system says that this process has used.'),
  explainedShare: share.describe('Part of it that is not on the row `unattributed`.'),
  minutes: z
    .array(z.object({ startsAt: instant, totalNano: count }))
    .describe('Oldest first; the newest is not over.'),
});

const objective = z.object({
  name: z.string(),
  description: z.string(),
  objective: share,
  windowDays: z.number().int(),
  good: count,
  total: count,
  budgetLeft: z
    .number()
    .describe('Part of the error budget of these events that is left; below 0 it is overdrawn.'),
  burnRates: z
    .array(z.object({ window: z.string().describe('E.g. `5m`.'), rate: z.number().min(0) }))
    .describe('1 uses up the budget exactly at the end of the objective’s window.'),
  alert: z.enum(['none', 'ticket', 'page']),
  alertSince: instant,
});

const delivery = z.object({
  errors: z
    .object({
      created: count,
      adopted: count.describe('Taken over from processes that ended before theirs were delivered.'),
      delivered: count,
      dropped: byReason,
      queued: count.describe('In memory only.'),
      spooled: count.describe('On disk.'),
      faults: byReason,
      spool: z.enum(['writable', 'unavailable', 'off']),
      endpoint: z.enum(['closed', 'open', 'probing']).describe('`closed` sends, `open` waits.'),
      lastFailure: z.string().nullable(),
    })
    .nullable()
    .describe('created + adopted = delivered + dropped + queued + spooled. Null without Sentry.'),
  metrics: z.object({
    outputs: z.array(
      z.object({
        output: z.enum(['prometheus', 'dogstatsd', 'otlp']),
        exports: count,
        sentBytes: count,
        failed: byReason,
      }),
    ),
    refusedMeasurements: count,
    alteredAttributes: count,
    offenders: count.describe('Attributes and instruments that went beyond a bound.'),
  }),
});

/** What one process of the service has measured of itself; names no workspace and no person. */
export const operationsTelemetrySchema = z
  .object({
    scope: z.literal('process').describe('This process only, all workspaces together.'),
    environment: z.string(),
    startedAt: instant,
    observedAt: instant,
    requests,
    errors: z.array(errorGroup).describe('Newest first, at most 100 since the start.'),
    costs: costs.nullable().describe('Null where costs are not booked.'),
    objectives: z.array(objective),
    delivery,
  })
  .meta({ id: 'OperationsTelemetry' });

/** What one process of the service has measured of itself. */
export type OperationsTelemetry = z.infer<typeof operationsTelemetrySchema>;
