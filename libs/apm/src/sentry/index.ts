export { createErrorReports, type ErrorReports } from './error-reports.ts';
export { type DeliveryStats } from './delivery-chain.ts';
export { type ErrorReportsOptions, type ErrorSpoolOptions } from './report-options.ts';
export { type ErrorContext, type ErrorRequest } from './error-context.ts';
export { type BeforeSend } from './outgoing-event.ts';
export { type FlushResult } from './delivery.ts';
export { type SpoolState } from './backlog.ts';
export { type DropReason, type FaultReason, type Ledger } from './ledger.ts';
export { installDeathHooks, type DeathHooks, type DeathHooksOptions } from './death-hooks.ts';
