import { type MetricDeclarations } from '../declare-metrics.ts';
import { prometheusName } from '../prometheus/names.ts';

/** How the Agent reaches the process. */
export interface DatadogAgentOptions {
  /** As the Agent sees it, e.g. `http://%%host%%:9464/metrics`. */
  readonly endpoint: string;
  /** Most series that one scrape may have. Default: 20,000; the Agent's own is 2000. */
  readonly maxSeries?: number;
}

/**
 * `openmetrics.d/conf.yaml` of the Datadog Agent (its OpenMetrics check, version 2): the declared metrics
 * under their own names. The check takes counters without `_total` and sends them as `<name>.count`;
 * histograms become distributions called `<name>`.
 */
export function datadogAgentConfig(
  { declarations }: MetricDeclarations,
  { endpoint, maxSeries = 20_000 }: DatadogAgentOptions,
): string {
  // JSON's strings are YAML's (YAML 1.2, section 1.3).
  const metrics = Object.values(declarations).map(({ name, type, unit }) => {
    const { family } = prometheusName(name, type, unit);
    return `      - ${family}: ${JSON.stringify(name)}`;
  });
  return [
    'init_config:',
    'instances:',
    `  - openmetrics_endpoint: ${JSON.stringify(endpoint)}`,
    '    namespace: ""',
    '    metrics:',
    ...metrics,
    '    histogram_buckets_as_distributions: true',
    `    max_returned_metrics: ${maxSeries}`,
    '',
  ].join('\n');
}
