import type { Clock } from './clock.ts';
import type { CostLedgerOptions } from './cost/index.ts';
import type { MetricsOptions } from './metrics/index.ts';
import type { DeathHooksOptions, ErrorReportsOptions } from './sentry/index.ts';
import type { Objective, SloMonitorOptions } from './slo/index.ts';

/** What `register` is told. A part that is absent is off. */
export interface ApmConfig {
  /** Who is measured; stands in every output. */
  readonly service: {
    readonly name: string;
    readonly version: string;
    /** E.g. `production`, `staging`, `development`. */
    readonly environment: string;
  };
  /** Where metrics go beside scrapes, and their bounds. Default: scrapes only. */
  readonly metrics?: Omit<MetricsOptions, 'resource' | 'clock'>;
  /** Error reports to Sentry. */
  readonly errors?: Omit<ErrorReportsOptions, 'environment' | 'release' | 'meter' | 'clock'> & {
    /** How the end of the process is waited with; see `installDeathHooks`. */
    readonly death?: DeathHooksOptions;
  };
  /** The cost ledger. */
  readonly costs?: Omit<CostLedgerOptions, 'meter' | 'clock'>;
  /** Service levels that are watched in this process. */
  readonly objectives?: readonly Objective[];
  readonly slo?: Omit<SloMonitorOptions, 'meter' | 'clock'>;
  readonly clock?: Clock;
}
