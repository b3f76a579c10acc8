import { createScrubber } from '@unite/apm/scrub';

import type { Telemetry } from '../telemetry/telemetry.ts';
import type { OperationsTelemetry } from './telemetry-schemas.ts';

/** When a look is taken. */
export interface LookTimes {
  /** Start of this process, epoch ms. */
  readonly startedAtMs: number;
  /** Epoch ms. */
  readonly nowMs: number;
}

/** How far back costs go, in ms: as far as the requests beside them. */
const costsMs = 60 * 60_000;

const scrubber = createScrubber();

/** Everything that `telemetry` knows of this process, without a word that a person wrote. */
export function describeTelemetry(telemetry: Telemetry, times: LookTimes): OperationsTelemetry {
  return {
    scope: 'process',
    environment: telemetry.service.environment,
    startedAt: instant(times.startedAtMs),
    observedAt: instant(times.nowMs),
    requests: requestsOf(telemetry.requests),
    errors: errorsOf(telemetry.errorGroups),
    costs: costsOf(telemetry.costs, times.nowMs - costsMs),
    objectives: objectivesOf(telemetry.slo),
    delivery: {
      errors: errorDeliveryOf(telemetry.errors),
      metrics: metricDeliveryOf(telemetry.metrics),
    },
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

function costsOf(ledger: Telemetry['costs'], sinceMs: number): OperationsTelemetry['costs'] {
  if (ledger === undefined) return null;
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
    minutes: ledger.minutes({ sinceMs }).map((minute) => ({
      startsAt: instant(minute.fromMs),
      totalNano: minute.total.cost.totalNano,
    })),
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
