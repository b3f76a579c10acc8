import { ApmError } from '../errors.ts';
import type { Objective } from './objective.ts';
import type { SlaRecord } from './workspace-counts.ts';

/** Below which part of good events how much of the price is given back. */
export interface CreditTier {
  /** Such as 0.99, with at most six decimals. */
  readonly below: number;
  /** Per cent of the month's price. */
  readonly creditPercent: number;
}

/** What `slaReport` is told. */
export interface SlaReportOptions {
  /** `2026-11`. */
  readonly month: string;
  /** Of the records' days, for the head of the report. Default `UTC`. */
  readonly timeZone?: string;
  readonly objectives: readonly Objective[];
  /** Of all processes; those of other months are left out. */
  readonly records: readonly SlaRecord[];
  /** Default none. */
  readonly credits?: readonly CreditTier[];
}

/** A day of a workspace. */
export interface SlaDay {
  readonly day: string;
  readonly good: number;
  readonly total: number;
  readonly percent: string;
}

/** What one workspace got of one objective. Percentages are exact to four decimals, cut and never rounded. */
export interface SlaLine {
  readonly workspace: string;
  readonly objective: string;
  readonly description: string;
  readonly promisedPercent: string;
  readonly good: number;
  readonly total: number;
  readonly percent: string;
  /** Whether the promise was kept, decided on whole numbers. */
  readonly kept: boolean;
  /** Of the bad events that the promise allows; above 100 it is broken. */
  readonly budgetUsedPercent: string;
  readonly worstDay: SlaDay;
  /** What the credit tiers say; a hint, because contracts have exceptions. */
  readonly creditPercent: number;
}

/** How a month was, by workspace and objective. */
export interface SlaReport {
  readonly month: string;
  readonly timeZone: string;
  /** By workspace, in the order of the objectives. */
  readonly lines: readonly SlaLine[];
}

/**
 * Sums the records of a month.
 *
 * @throws {ApmError} APM_CONFIG_INVALID for a month that is none, or a credit tier out of range.
 */
export function slaReport(options: SlaReportOptions): SlaReport {
  const { month, timeZone = 'UTC', objectives, records, credits = [] } = options;
  demand(/^\d{4}-(0[1-9]|1[0-2])$/.test(month), `month ${month} is not written as 2026-11`);
  for (const { below, creditPercent } of credits) {
    demand(
      below > 0 && below <= 1 && Number(below.toFixed(6)) === below && creditPercent >= 0,
      `credit below ${below} of ${creditPercent} %: out of range`,
    );
  }
  const byWorkspace = new Map<string, Map<string, Map<string, Sum>>>();
  for (const record of records) {
    if (!record.day.startsWith(`${month}-`)) continue;
    const byObjective = entry(
      byWorkspace,
      record.workspace,
      () => new Map<string, Map<string, Sum>>(),
    );
    const days = entry(byObjective, record.objective, () => new Map<string, Sum>());
    const sum = entry(days, record.day, () => ({ good: 0, total: 0 }));
    sum.good += record.good;
    sum.total += record.total;
  }
  const lines = [...byWorkspace].sort(byName).flatMap(([workspace, byObjective]) =>
    objectives.flatMap((objective) => {
      const days = byObjective.get(objective.name);
      return days === undefined ? [] : [lineOf(workspace, objective, days, credits)];
    }),
  );
  return { month, timeZone, lines };
}

interface Sum {
  good: number;
  total: number;
}

function lineOf(
  workspace: string,
  objective: Objective,
  days: ReadonlyMap<string, Sum>,
  credits: readonly CreditTier[],
): SlaLine {
  const good = days.values().reduce((sum, day) => sum + day.good, 0);
  const total = days.values().reduce((sum, day) => sum + day.total, 0);
  const { name, description, allowedPerMillion } = objective;
  const bad = total - good;
  return {
    workspace,
    objective: name,
    description,
    promisedPercent: percent(1_000_000 - allowedPerMillion, 1_000_000),
    good,
    total,
    percent: percent(good, total),
    kept: BigInt(bad) * 1_000_000n <= BigInt(total) * BigInt(allowedPerMillion),
    budgetUsedPercent: ratio(BigInt(bad) * 100_000_000n, BigInt(total) * BigInt(allowedPerMillion)),
    worstDay: worstOf(days),
    creditPercent: creditOf(good, total, credits),
  };
}

/** The day with the lowest part of good events; of equals the one with more bad ones, then the first. */
function worstOf(days: ReadonlyMap<string, Sum>): SlaDay {
  const [worst] = [...days].sort(byName).sort(([, a], [, b]) => {
    const difference = BigInt(a.good) * BigInt(b.total) - BigInt(b.good) * BigInt(a.total);
    return difference === 0n ? b.total - b.good - (a.total - a.good) : Number(difference);
  });
  const [day, { good, total }] = worst ?? ['', { good: 0, total: 0 }];
  return { day, good, total, percent: percent(good, total) };
}

function creditOf(good: number, total: number, credits: readonly CreditTier[]): number {
  const due = credits.filter(
    ({ below }) => BigInt(good) * 1_000_000n < BigInt(total) * BigInt(Math.round(below * 1e6)),
  );
  return Math.max(0, ...due.map(({ creditPercent }) => creditPercent));
}

const percent = (part: number, whole: number): string => ratio(BigInt(part) * 100n, BigInt(whole));

/** `part / whole` with four decimals, cut; of nothing, 0. */
function ratio(part: bigint, whole: bigint): string {
  const tenThousandths = whole === 0n ? 0n : (part * 10_000n) / whole;
  const digits = tenThousandths.toString().padStart(5, '0');
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

function demand(kept: boolean, message: string): asserts kept {
  if (!kept) throw new ApmError('APM_CONFIG_INVALID', message);
}
