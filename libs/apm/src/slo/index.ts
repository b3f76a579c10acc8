export {
  defineObjectives,
  type AvailabilityObjective,
  type LatencyObjective,
  type Objective,
  type ObjectiveDefinition,
  type RequestOutcome,
} from './objective.ts';
export {
  createSloMonitor,
  type ObjectiveStatus,
  type SloMonitor,
  type SloMonitorOptions,
} from './monitor.ts';
export type { AlertState } from './alert-state.ts';
export type { Severity } from './burn-windows.ts';

export { prometheusRules, type PrometheusRulesOptions } from './prometheus-rules.ts';
export { prometheusRuleTests } from './prometheus-rule-tests.ts';
export { httpMetrics } from './http-metrics.ts';

export {
  slaReport,
  type CreditTier,
  type SlaDay,
  type SlaLine,
  type SlaReport,
  type SlaReportOptions,
} from './sla-report.ts';
export { slaCsv, slaMarkdown } from './sla-texts.ts';
export type { SlaRecord } from './workspace-counts.ts';
