export { createMetrics, type MetricsPipeline, type Scrape } from './metrics-pipeline.ts';
export { type MetricsOptions, type ResourceAttributes } from './metrics-options.ts';
export { mayScrape, type ScrapeRequest } from './may-scrape.ts';
export { type OutputName, type OutputStats, type PipelineStats } from './pipeline-health.ts';
export { describeOffender, type Offender } from './offender.ts';
export { type IsTraceKept } from './exemplar-store.ts';
export { type DogstatsdOptions } from './dogstatsd/dogstatsd-output.ts';
export { type StatsdSender } from './dogstatsd/hot-shots-sender.ts';
export { type OtlpOptions } from './otlp/otlp-output.ts';

export {
  declareMetrics,
  type AttributeDeclaration,
  type DeclaredInstrument,
  type MetricDeclaration,
  type MetricDeclarationMap,
  type MetricDeclarations,
} from './declare-metrics.ts';

export { datadogAgentConfig, type DatadogAgentOptions } from './dashboards/datadog-agent.ts';
export { datadogDashboard, type DatadogDashboardOptions } from './dashboards/datadog-dashboard.ts';
export { grafanaDashboard, type GrafanaDashboardOptions } from './dashboards/grafana-dashboard.ts';
