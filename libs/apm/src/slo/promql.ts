import { ApmError } from '../errors.ts';
import { httpMetrics } from './http-metrics.ts';
import type { Objective } from './objective.ts';

/** What PromQL calls the events of an objective. */
export interface Selectors {
  /** A sum of series over `range`, such as `5m`, per second. */
  bad(range: string): string;
  total(range: string): string;
}

/**
 * @param boundsSeconds of the duration histogram's buckets.
 * @throws {ApmError} APM_CONFIG_INVALID when the threshold of a latency is none of them.
 */
export function selectors(objective: Objective, boundsSeconds: readonly number[]): Selectors {
  const { durationBucket, durationCount, statusLabel } = httpMetrics;
  const routes = routeMatchers(objective);
  const rate = (metric: string, matchers: readonly string[], range: string): string =>
    `sum(rate(${metric}{${[...matchers, ...routes].join(', ')}}[${range}]))`;
  if (objective.kind === 'availability') {
    return {
      // Without a single error there is no series of errors.
      bad: (range) => `(${rate(durationCount, [`${statusLabel}=~"5.."`], range)} or vector(0))`,
      total: (range) => rate(durationCount, [], range),
    };
  }
  const answered = `${statusLabel}!~"5.."`;
  const within = boundMatcher(objective.name, objective.thresholdMs / 1000, boundsSeconds);
  const total = (range: string) => rate(durationCount, [answered], range);
  return {
    bad: (range) => `(${total(range)} - ${rate(durationBucket, [within, answered], range)})`,
    total,
  };
}

/** A whole number of seconds is `1` in the text format and `1.0` in OpenMetrics. */
function boundMatcher(name: string, seconds: number, boundsSeconds: readonly number[]): string {
  if (!boundsSeconds.includes(seconds)) {
    throw new ApmError(
      'APM_CONFIG_INVALID',
      `objective ${name}: no bucket ends at ${seconds} s, only at ${boundsSeconds.join(', ')}`,
    );
  }
  return Number.isInteger(seconds) ? `le=~"${seconds}(\\\\.0)?"` : `le="${seconds}"`;
}

function routeMatchers({ routes }: Objective): readonly string[] {
  if (routes === undefined) return [];
  // Prometheus anchors the expression at both ends; JSON quotes as PromQL does.
  const anyOf = routes.map((route) => route.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
  return [`${httpMetrics.routeLabel}=~${JSON.stringify(anyOf)}`];
}
