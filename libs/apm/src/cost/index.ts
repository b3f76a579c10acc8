export { aiCostOf, type AiCost } from './ai-cost.ts';
export { createCostLedger, type AiTokens, type CostLedger, type CostRun } from './ledger.ts';
export type { CostLedgerOptions } from './options.ts';
export type { ModelPrice, PriceBook } from './price-book.ts';
export type { CostKind, CostSubject } from './rows.ts';
export type { Cost, CostRow, CostStatement, UnpricedTokens, Usage } from './statement.ts';
export type { CpuMeter, GcPause } from './cpu-meter.ts';
