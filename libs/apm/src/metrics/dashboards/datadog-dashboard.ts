import { type MetricDeclaration, type MetricDeclarations } from '../declare-metrics.ts';
import { datadogName, datadogTag } from '../dogstatsd/names.ts';
import { prometheusLabel } from '../prometheus/names.ts';

/** What the dashboard is about. */
export interface DatadogDashboardOptions {
  readonly title: string;
  /** How the metrics come to Datadog: the Agent's OpenMetrics check adds `.count` to counters. */
  readonly via: 'dogstatsd' | 'openmetrics';
}

/** A dashboard for Datadog's API (`POST /api/v1/dashboard`), one graph for each declared metric. */
export function datadogDashboard(
  { declarations }: MetricDeclarations,
  { title, via }: DatadogDashboardOptions,
): object {
  return {
    title,
    layout_type: 'ordered',
    template_variables: [
      { name: 'env', prefix: 'env', default: '*' },
      { name: 'service', prefix: 'service', default: '*' },
    ],
    widgets: Object.values(declarations).map((each) => ({
      definition: {
        type: 'timeseries',
        title: each.description,
        show_legend: true,
        requests: [requestOf(each, via)],
      },
    })),
  };
}

function requestOf(declaration: MetricDeclaration, via: DatadogDashboardOptions['via']) {
  const queries = datadogQueries(declaration, via).map((query, index) => ({
    data_source: 'metrics',
    name: `query${index}`,
    query,
  }));
  return {
    response_format: 'timeseries',
    display_type: declaration.type === 'counter' ? 'bars' : 'line',
    queries,
    formulas: queries.map(({ name }) => ({ formula: name })),
  };
}

/** The queries of one graph: the whole of a count, the latest of a gauge, three percentiles of a histogram. */
export function datadogQueries(
  { name, type, attributes = {} }: MetricDeclaration,
  via: DatadogDashboardOptions['via'],
): readonly string[] {
  const called = datadogName(name);
  const tags = Object.keys(attributes).map((attribute) =>
    via === 'dogstatsd' ? datadogTag(attribute, 'x').slice(0, -2) : prometheusLabel(attribute),
  );
  const where = '{$env,$service}';
  const by = tags.length === 0 ? '' : ` by {${tags.join(',')}}`;
  switch (type) {
    case 'counter':
      return [`sum:${called}${via === 'openmetrics' ? '.count' : ''}${where}${by}.as_count()`];
    case 'updowncounter':
      return [`sum:${called}${where}${by}`];
    case 'gauge':
      return [`avg:${called}${where}${by}`];
    case 'histogram':
      return ['p50', 'p95', 'p99'].map((percentile) => `${percentile}:${called}${where}`);
  }
}
