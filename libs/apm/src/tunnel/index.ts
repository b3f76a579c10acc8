// The first script of a document
export { earlyScript, type EarlyScriptOptions } from '../browser/early-script.ts';

// The one path that pages send to
export { createTunnel, type Tunnel } from './tunnel.ts';
export type { TunnelOptions } from './tunnel-options.ts';
export type { RumIntake } from './rum-forward.ts';
export type { ForwardLoss, ForwardStats } from './forwarder.ts';

// Errors that only a page's report told
export { earlyErrorEvent, type EarlyError, type EarlyErrorEvent } from './early-error.ts';
export type { StackFrame } from './parse-stack.ts';

// The count of page loads
export {
  createPageLoads,
  type PageLoadCounts,
  type PageLoads,
  type PageLoadsOptions,
  type ReportJoin,
} from './page-loads.ts';
export type { CheckedReport } from './parse-report.ts';
export type { VitalQuantiles } from './vital-statistics.ts';
export type { PageErrorKind, PageView, VitalName } from '../browser/page-report.ts';
