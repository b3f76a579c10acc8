import type { Meter } from '@opentelemetry/api';
import { type Clock, systemClock } from '../clock.ts';
import { ApmError } from '../errors.ts';
import { type CpuMeter, systemCpuMeter } from './cpu-meter.ts';
import type { PriceBook } from './price-book.ts';

/** What `createCostLedger` is told. */
export interface CostLedgerOptions {
  /** At least one that is valid now; each minute is priced by the book that is valid when it begins. */
  readonly priceBooks: readonly PriceBook[];
  /**
   * Processors that are paid for, used or not. With it, statements have a row `idle` for what is paid for
   * and not used. Without it, only what is used costs anything.
   */
  readonly vcpus?: number;
  /** Endpoints with rows of their own; later ones share `other`. Default 200, from 1. */
  readonly maxEndpoints?: number;
  /** Tiers with rows of their own, per endpoint; later ones share `other`. Default 10, from 1. */
  readonly maxTiers?: number;
  /** Minutes that are kept one by one, for charts and windows. Default 120, from 1. */
  readonly maxMinutes?: number;
  /** Threads in libuv's pool: what `UV_THREADPOOL_SIZE` says. Default 4, from 1. */
  readonly poolThreads?: number;
  /** Gets the metrics `unite.cost.*`. Without it there are none. */
  readonly meter?: Meter;
  readonly clock?: Clock;
  /** Where processor time is read; another one is for tests. */
  readonly cpu?: CpuMeter;
}

/** The options with their defaults. */
export type ResolvedOptions = Required<Omit<CostLedgerOptions, 'vcpus' | 'meter'>> &
  Pick<CostLedgerOptions, 'vcpus' | 'meter'>;

/** @throws {ApmError} APM_CONFIG_INVALID for a bound that is no whole number from 1, or `vcpus` not above 0. */
export function resolveOptions(options: CostLedgerOptions): ResolvedOptions {
  const { vcpus } = options;
  if (vcpus !== undefined && !(vcpus > 0 && Number.isFinite(vcpus))) {
    throw new ApmError('APM_CONFIG_INVALID', `vcpus is ${vcpus}, not above 0`);
  }
  const count = (name: 'maxEndpoints' | 'maxTiers' | 'maxMinutes' | 'poolThreads', by: number) => {
    const value = options[name] ?? by;
    if (Number.isSafeInteger(value) && value >= 1) return value;
    throw new ApmError('APM_CONFIG_INVALID', `${name} is ${value}, not a whole number from 1`);
  };
  return {
    ...options,
    maxEndpoints: count('maxEndpoints', 200),
    maxTiers: count('maxTiers', 10),
    maxMinutes: count('maxMinutes', 120),
    poolThreads: count('poolThreads', 4),
    clock: options.clock ?? systemClock,
    cpu: options.cpu ?? systemCpuMeter(),
  };
}
