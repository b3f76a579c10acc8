import type { Apm, ApmConfig } from '@unite/apm';
import type { PriceBook } from '@unite/apm/cost';
import { defineObjectives } from '@unite/apm/slo';
import type { Decision, Tracing } from '@unite/tracing';

import type { TelemetryConfig } from '../config.ts';

/** What measures the service, as far as the app uses it. */
export type Telemetry = Pick<
  Apm,
  'requests' | 'costs' | 'errors' | 'errorGroups' | 'metrics' | 'slo' | 'service'
>;

/** What the service promises; the playbook's numbers. */
const objectives = defineObjectives([
  {
    name: 'api-availability',
    description: '99.9 % of requests are answered without a fault of ours.',
    kind: 'availability',
    objective: 0.999,
  },
  {
    name: 'api-latency',
    description: '95 % of requests are answered within 250 ms.',
    kind: 'latency',
    objective: 0.95,
    thresholdMs: 250,
  },
]);

/**
 * What `register` is told by the service's environment.
 * @param tracing says whose traces were kept, so that no exemplar points to one that was not
 */
export function apmConfig(
  config: TelemetryConfig,
  version: string,
  tracing: Pick<Tracing, 'explain'>,
  priceBooks: readonly PriceBook[],
): ApmConfig {
  const { environment, sentry, dogstatsd, otlpUrl } = config;
  return {
    service: { name: 'unite-api', version, environment },
    metrics: {
      isTraceKept: (traceId) => isKept(tracing.explain(traceId)),
      ...(dogstatsd === null ? {} : { dogstatsd }),
      ...(otlpUrl === null ? {} : { otlp: { url: `${otlpUrl.replace(/\/$/, '')}/v1/metrics` } }),
    },
    ...(sentry === null
      ? {}
      : {
          errors: {
            dsn: sentry.dsn,
            salt: sentry.salt,
            ...(sentry.spoolFolder === null ? {} : { spool: { folder: sentry.spoolFolder } }),
          },
        }),
    costs: { priceBooks },
    objectives,
  };
}

/** Undefined while it is not known. */
function isKept(decision: Decision | undefined): boolean | undefined {
  return decision === undefined || decision.outcome === 'open'
    ? undefined
    : decision.outcome === 'kept';
}
