import { type MetricDeclaration, type MetricDeclarations } from '../declare-metrics.ts';
import { prometheusLabel, prometheusName } from '../prometheus/names.ts';

/** What the dashboard is about. */
export interface GrafanaDashboardOptions {
  readonly title: string;
}

/** Grafana's units for the units of metrics; others are shown as plain numbers. */
const units = new Map(Object.entries({ s: 's', ms: 'ms', By: 'bytes', '%': 'percent' }));
const width = 12;
const height = 8;

/** A dashboard as Grafana imports it, one panel for each declared metric, over a Prometheus data source. */
export function grafanaDashboard(
  { declarations }: MetricDeclarations,
  { title }: GrafanaDashboardOptions,
): object {
  const datasource = { type: 'prometheus', uid: '${datasource}' };
  return {
    title,
    schemaVersion: 39,
    time: { from: 'now-6h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', type: 'datasource', query: 'prometheus' },
        {
          name: 'job',
          type: 'query',
          datasource,
          query: 'label_values(target_info, job)',
          includeAll: true,
          multi: true,
          refresh: 2,
        },
      ],
    },
    panels: Object.values(declarations).map((each, index) => ({
      id: index + 1,
      type: 'timeseries',
      title: each.description,
      datasource,
      gridPos: { w: width, h: height, x: (index % 2) * width, y: Math.floor(index / 2) * height },
      fieldConfig: { defaults: { unit: unitOf(each) }, overrides: [] },
      targets: grafanaQueries(each).map(({ expr, legend }, target) => ({
        refId: String.fromCharCode(65 + target),
        datasource,
        expr,
        legendFormat: legend,
        // Exemplars are on buckets and counters only.
        exemplar: each.type === 'histogram' || each.type === 'counter',
      })),
    })),
  };
}

const unitOf = ({ type, unit }: MetricDeclaration): string =>
  type === 'counter' ? 'short' : (units.get(unit) ?? 'short');

/** The queries of one panel: the rate of a count, a gauge as it is, three percentiles of a histogram. */
export function grafanaQueries(
  declaration: MetricDeclaration,
): readonly { readonly expr: string; readonly legend: string }[] {
  const { name, type, unit, attributes = {} } = declaration;
  const { family } = prometheusName(name, type, unit);
  const labels = Object.keys(attributes).map(prometheusLabel);
  const by = labels.length === 0 ? '' : ` by (${labels.join(', ')})`;
  const legend = labels.length === 0 ? name : labels.map((label) => `{{${label}}}`).join(' ');
  const where = '{job=~"$job"}';
  switch (type) {
    case 'counter':
      return [{ expr: `sum${by} (rate(${family}_total${where}[$__rate_interval]))`, legend }];
    case 'updowncounter':
      return [{ expr: `sum${by} (${family}${where})`, legend }];
    case 'gauge':
      return [{ expr: `avg${by} (${family}${where})`, legend }];
    case 'histogram':
      return [0.5, 0.95, 0.99].map((quantile) => ({
        expr: `histogram_quantile(${quantile}, sum by (le) (rate(${family}_bucket${where}[$__rate_interval])))`,
        legend: `p${quantile * 100}`,
      }));
  }
}
