import { addAmounts, addTokens, allTokens, type Amounts, noAmounts } from './amounts.ts';
import { apportion } from './apportion.ts';
import { addPeriod, newPeriod, nextMinuteMs, type Period } from './history.ts';
import type { NanoPrices } from './price-book.ts';
import { type CostKind, newRow, type Row } from './rows.ts';

/** Cost in whole nano-units of the currency: 1,000,000,000 are one unit. Exact up to 9 million units. */
export interface Cost {
  readonly cpuNano: number;
  readonly databaseNano: number;
  readonly redisNano: number;
  readonly egressNano: number;
  readonly aiNano: number;
  /** The sum of the others. */
  readonly totalNano: number;
}

/** What was used, as it is reported. */
export interface Usage {
  readonly requests: number;
  readonly cpuUs: number;
  readonly databaseMs: number;
  readonly redisOperations: number;
  readonly egressBytes: number;
  readonly aiInputTokens: number;
  readonly aiOutputTokens: number;
}

/** One row of a statement; shared rows have no endpoint and no tier. */
export interface CostRow extends Usage {
  readonly kind: CostKind;
  readonly endpoint: string;
  readonly tier: string;
  readonly cost: Cost;
}

/** Tokens of a model that the price book in force does not have. */
export interface UnpricedTokens {
  readonly model: string;
  readonly input: number;
  readonly output: number;
}

/** What a stretch of time cost, by endpoint and tier. */
export interface CostStatement {
  /** Epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly currency: string;
  /** Versions of the price books that were used. */
  readonly priceBooks: readonly string[];
  /** Dearest first. */
  readonly rows: readonly CostRow[];
  /** The sum of the rows, `idle` included. */
  readonly total: Usage & { readonly cost: Cost };
  /** What the system says that this process has used; the rows' `cpuUs` without `idle` sum to it. */
  readonly measured: { readonly cpuUs: number; readonly wallMs: number };
  /** Part of the measured processor time that is on a row other than `unattributed`, 0 to 1. */
  readonly explainedShare: number;
  /** Used, and not in any cost. */
  readonly unpriced: readonly UnpricedTokens[];
}

type Parts = { -readonly [Part in Exclude<keyof Cost, 'totalNano'>]: Cost[Part] };

interface Line {
  readonly row: Row;
  readonly amounts: Amounts;
  readonly parts: Parts;
}

/** Makes the statement of `periods`, each at the prices of its time. */
export function writeStatement(options: {
  readonly periods: readonly Period[];
  readonly nowMs: number;
  readonly prices: readonly NanoPrices[];
  /** Processors that are paid for; undefined leaves out the row `idle`. */
  readonly vcpus: number | undefined;
}): CostStatement {
  const { periods, nowMs, prices, vcpus } = options;
  const lines = new Map<Row, Line>();
  const unpriced = noAmounts();
  const idle = newRow('idle');
  const used = new Set<NanoPrices>();
  const all = newPeriod(periods[0]?.startMs ?? nowMs);
  for (const [book, period] of byBook(periods, prices)) {
    if (vcpus !== undefined) addIdle(period, idle, vcpus);
    used.add(book);
    price(period, book, lines, unpriced);
    addPeriod(all, period);
  }
  const rows = [...lines.values()]
    .map(reported)
    .sort((a, b) => b.cost.totalNano - a.cost.totalNano);
  const { measuredUs, wallMs } = all;
  const loose = rows.find(({ kind }) => kind === 'unattributed')?.cpuUs ?? 0;
  return {
    fromMs: all.startMs,
    toMs: endOf(periods.at(-1), nowMs),
    currency: prices[0]?.currency ?? '',
    priceBooks: [...used].map(({ version }) => version),
    rows,
    total: summed(rows),
    measured: { cpuUs: measuredUs, wallMs },
    explainedShare: measuredUs > 0 ? 1 - loose / measuredUs : 1,
    unpriced: [...unpriced.ai].map(([model, { input, output }]) => ({ model, input, output })),
  };
}

/** The end of the last minute, which may not be over yet. */
function endOf(last: Period | undefined, nowMs: number): number {
  return last === undefined ? nowMs : Math.min(nowMs, nextMinuteMs(last.startMs));
}

function byBook(
  periods: readonly Period[],
  prices: readonly NanoPrices[],
): Map<NanoPrices, Period> {
  const sums = new Map<NanoPrices, Period>();
  for (const period of periods) {
    // The first book is valid when the ledger begins.
    const book = prices.findLast(({ validFromMs }) => validFromMs <= period.startMs) ?? prices[0];
    if (book === undefined) continue;
    let sum = sums.get(book);
    if (sum === undefined) sums.set(book, (sum = newPeriod(period.startMs)));
    addPeriod(sum, period);
  }
  return sums;
}

function addIdle(period: Period, idle: Row, vcpus: number): void {
  const cpuUs = Math.max(0, Math.round(vcpus * period.wallMs * 1000) - period.measuredUs);
  period.rows.set(idle, { ...noAmounts(), cpuUs });
}

function price({ rows }: Period, book: NanoPrices, lines: Map<Row, Line>, unpriced: Amounts): void {
  const used = [...rows];
  const target = used.map(([row, amounts]) => lineOf(lines, row, amounts));
  const add = (part: keyof Parts, amounts: readonly number[], nano: bigint, unit: bigint): void => {
    apportion(amounts, nano, unit).forEach((cost, n) => {
      const line = target[n];
      if (line !== undefined) line.parts[part] += cost;
    });
  };
  const each = (amount: (amounts: Amounts) => number) => used.map(([, amounts]) => amount(amounts));
  add(
    'cpuNano',
    each(({ cpuUs }) => cpuUs),
    book.vcpuHour,
    3_600_000_000n,
  );
  add(
    'databaseNano',
    each(({ databaseUs }) => databaseUs),
    book.databaseSecond,
    1_000_000n,
  );
  add(
    'redisNano',
    each((of) => of.redisOperations),
    book.redisMillionOperations,
    1_000_000n,
  );
  add(
    'egressNano',
    each(({ egressBytes }) => egressBytes),
    book.egressGigabyte,
    1_000_000_000n,
  );
  for (const model of new Set(used.flatMap(([, { ai }]) => [...ai.keys()]))) {
    const prices = book.ai.get(model);
    const input = each(({ ai }) => ai.get(model)?.input ?? 0);
    const output = each(({ ai }) => ai.get(model)?.output ?? 0);
    if (prices === undefined) {
      addTokens(unpriced, model, sum(input), sum(output));
    } else {
      add('aiNano', input, prices.input, 1_000_000n);
      add('aiNano', output, prices.output, 1_000_000n);
    }
  }
}

const sum = (amounts: readonly number[]): number => amounts.reduce((a, b) => a + b, 0);

function lineOf(lines: Map<Row, Line>, row: Row, amounts: Amounts): Line {
  let line = lines.get(row);
  if (line === undefined) {
    const parts = { cpuNano: 0, databaseNano: 0, redisNano: 0, egressNano: 0, aiNano: 0 };
    lines.set(row, (line = { row, amounts: noAmounts(), parts }));
  }
  addAmounts(line.amounts, amounts);
  return line;
}

function reported({ row: { kind, endpoint, tier }, amounts, parts }: Line): CostRow {
  const { requests, cpuUs, databaseUs, redisOperations, egressBytes } = amounts;
  const { input, output } = allTokens(amounts);
  return {
    kind,
    endpoint,
    tier,
    requests,
    cpuUs,
    databaseMs: databaseUs / 1000,
    redisOperations,
    egressBytes,
    aiInputTokens: input,
    aiOutputTokens: output,
    cost: { ...parts, totalNano: sum(Object.values(parts)) },
  };
}

/** The rows together; databaseMs is summed in whole microseconds. */
function summed(rows: readonly CostRow[]): CostStatement['total'] {
  const of = (value: (row: CostRow) => number) => sum(rows.map(value));
  return {
    requests: of(({ requests }) => requests),
    cpuUs: of(({ cpuUs }) => cpuUs),
    databaseMs: of(({ databaseMs }) => Math.round(databaseMs * 1000)) / 1000,
    redisOperations: of(({ redisOperations }) => redisOperations),
    egressBytes: of(({ egressBytes }) => egressBytes),
    aiInputTokens: of(({ aiInputTokens }) => aiInputTokens),
    aiOutputTokens: of(({ aiOutputTokens }) => aiOutputTokens),
    cost: {
      cpuNano: of(({ cost }) => cost.cpuNano),
      databaseNano: of(({ cost }) => cost.databaseNano),
      redisNano: of(({ cost }) => cost.redisNano),
      egressNano: of(({ cost }) => cost.egressNano),
      aiNano: of(({ cost }) => cost.aiNano),
      totalNano: of(({ cost }) => cost.totalNano),
    },
  };
}
