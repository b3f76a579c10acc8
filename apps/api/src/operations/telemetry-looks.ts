import { createScrubber } from '@unite/apm/scrub';

import type { Telemetry } from '../telemetry/telemetry.ts';
import type { OperationsTelemetry } from './telemetry-schemas.ts';

/** Looks at what a process has measured. */
export interface TelemetryLooks {
  /** Everything that is known now, without a word that a person wrote. */
  look(nowMs: number): OperationsTelemetry;
}

/** How far back costs go, in ms: as far as the requests beside them. */
const costsMs = 60 * 60_000;

const minuteMs = 60_000;

const scrubber = createScrubber();

/** @param startedAtMs start of this process, epoch ms. */
export function createTelemetryLooks(telemetry: Telemetry, startedAtMs: number): TelemetryLooks {
  const { costs } = telemetry;
  const minutes = costs && createCostMinutes(costs);
  return {
    look: (nowMs) => ({
      scope: 'process',
      environment: telemetry.service.environment,
      startedAt: instant(startedAtMs),
      observedAt: instant(nowMs),
      requests: requestsOf(telemetry.requests),
      errors: errorsOf(telemetry.errorGroups),
      costs:
        costs && minutes
          ? { ...costsOf(costs, nowMs - costsMs), minutes: minutes(nowMs - costsMs) }
          : null,
      objectives: objectivesOf(telemetry.slo),
      delivery: {
        errors: errorDeliveryOf(telemetry.errors),
        metrics: metricDeliveryOf(telemetry.metrics),
      },
    }),
  };
}

function requestsOf(recorder: Telemetry['requests']): OperationsTelemetry['requests'] {
  const { sinceMs, total, routes, minutes } = recorder.view();
  const { requests, errors, p50Ms, p95Ms, p99Ms } = total;
  return {
    since: instant(sinceMs),
    total: { requests, errors, p50Ms, p95Ms, p99Ms },
    routes: [...routes],
    minutes: minutes.map(({ startsAtMs, ...numbers }) => ({
      startsAt: instant(startsAtMs),
      ...numbers,
    })),
  };
}

function errorsOf(groups: Telemetry['errorGroups']): OperationsTelemetry['errors'] {
  return groups
    .view()
    .map(({ name, code, firstSeenAtMs, lastSeenAtMs, occurrenceIds, ...rest }) => ({
      ...rest,
      // Whoever threw has chosen them; they are shown to every workspace.
      name: scrubber.text(name),
      code: code === null ? null : scrubber.text(code),
      firstSeenAt: instant(firstSeenAtMs),
      lastSeenAt: instant(lastSeenAtMs),
      occurrenceIds: [...occurrenceIds],
    }));
}

type Ledger = NonNullable<Telemetry['costs']>;
type Costs = NonNullable<OperationsTelemetry['costs']>;

function costsOf(ledger: Ledger, sinceMs: number): Omit<Costs, 'minutes'> {
  const statement = ledger.statement({ sinceMs });
  const { fromMs, toMs, currency, priceBooks, rows, total, measured, explainedShare } = statement;
  return {
    from: instant(fromMs),
    to: instant(toMs),
    currency,
    priceBooks: [...priceBooks],
    rows: rows.map(inMilliseconds),
    total: inMilliseconds(total),
    measuredCpuMs: measured.cpuUs / 1000,
    explainedShare: Math.min(1, Math.max(0, explainedShare)),
  };
}

/**
 * What each minute has cost. A minute that is over does not change, so it is priced once: with 160 rows, pricing
 * sixty of them for every look held the event loop for 40 ms.
 */
function createCostMinutes(ledger: Ledger): (sinceMs: number) => Costs['minutes'] {
  const known = new Map<number, number>();
  return (sinceMs) => {
    const newestMs = Math.max(sinceMs, ...known.keys());
    for (const { fromMs, total } of ledger.minutes({ sinceMs: newestMs })) {
      known.set(fromMs, total.cost.totalNano);
    }
    for (const startMs of known.keys()) {
      if (startMs + minuteMs <= sinceMs) known.delete(startMs);
    }
    return [...known].map(([startMs, totalNano]) => ({ startsAt: instant(startMs), totalNano }));
  };
}

function inMilliseconds<Used extends { readonly cpuUs: number }>({ cpuUs, ...used }: Used) {
  return { ...used, cpuMs: cpuUs / 1000 };
}

function objectivesOf(slo: Telemetry['slo']): OperationsTelemetry['objectives'] {
  return slo.status().map(({ burnRates, alertSinceMs, ...objective }) => ({
    ...objective,
    burnRates: Object.entries(burnRates).map(([window, rate]) => ({ window, rate })),
    alertSince: instant(alertSinceMs),
  }));
}

type Delivery = OperationsTelemetry['delivery'];

function errorDeliveryOf(errors: Telemetry['errors']): Delivery['errors'] {
  if (errors === undefined) return null;
  const { created, adopted, delivered, dropped, faults, queued, spooled, spool, endpoint } =
    errors.stats();
  return {
    ...{ created, adopted, delivered, queued, spooled },
    dropped: byReason(dropped),
    faults: byReason(faults),
    spool: spool.state,
    endpoint: endpoint.state,
    lastFailure: endpoint.lastFailure ?? null,
  };
}

function metricDeliveryOf(metrics: Telemetry['metrics']): Delivery['metrics'] {
  const { outputs, refusedMeasurements, alteredAttributes } = metrics.stats();
  return {
    outputs: outputs.map(({ failed, ...output }) => ({ ...output, failed: byReason(failed) })),
    refusedMeasurements,
    alteredAttributes,
    offenders: metrics.offenders().length,
  };
}

function byReason(counts: Readonly<Record<string, number>>) {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => ({ reason, count }));
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
