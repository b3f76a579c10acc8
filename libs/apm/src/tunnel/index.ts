export { createTunnel, type Tunnel } from './tunnel.ts';
export type { TunnelOptions } from './tunnel-options.ts';
export type { RumIntake } from './rum-forward.ts';
export type { ForwardLoss, ForwardStats } from './forwarder.ts';

export { earlyErrorEvent, type EarlyError, type EarlyErrorEvent } from './early-error.ts';
export type { StackFrame } from './parse-stack.ts';

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
