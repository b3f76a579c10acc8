import { type Amounts, addAmounts, noAmounts } from './amounts.ts';
import type { Row } from './rows.ts';

/** What was used in a stretch of time, by row. */
export interface Period {
  /** Epoch milliseconds. */
  readonly startMs: number;
  readonly rows: Map<Row, Amounts>;
  /** Processor time of the whole process, microseconds. */
  measuredUs: number;
  /** Time that passed, milliseconds, on a clock that does not jump. */
  wallMs: number;
}

/** Recent minutes one by one, earlier ones folded together. */
export interface History {
  /** The minute that is being written. */
  readonly now: Period;
  /** Amounts of `row` in that minute. */
  of(row: Row): Amounts;
  /** Begins a new minute when `nowMs` lies in a later one; a clock that was set back changes nothing. */
  roll(nowMs: number): void;
  /** Minutes that are kept, oldest first. */
  minutes(): readonly Period[];
  /** What is older than that, by the price book of its time. */
  folded(): readonly Period[];
}

/** Length of a minute. */
export const minuteMs = 60_000;

/** When the minute ends in which `ms` lies. */
export const nextMinuteMs = (ms: number): number => (Math.floor(ms / minuteMs) + 1) * minuteMs;

/** What of `row` was used in `period`; begins at nothing. */
export function amountsOf({ rows }: Period, row: Row): Amounts {
  let amounts = rows.get(row);
  if (amounts === undefined) rows.set(row, (amounts = noAmounts()));
  return amounts;
}

/** Adds everything of `more` to `sum`. */
export function addPeriod(sum: Period, more: Period): void {
  sum.measuredUs += more.measuredUs;
  sum.wallMs += more.wallMs;
  for (const [row, amounts] of more.rows) addAmounts(amountsOf(sum, row), amounts);
}

/** Nothing used, from `startMs` on. */
export function newPeriod(startMs: number): Period {
  return { startMs, rows: new Map(), measuredUs: 0, wallMs: 0 };
}

/**
 * Keeps `maxMinutes` minutes that something was used in.
 *
 * @param epochs when each price book becomes valid, epoch milliseconds, ascending.
 */
export function createHistory(
  startMs: number,
  maxMinutes: number,
  epochs: readonly number[],
): History {
  let now = newPeriod(startMs);
  const minutes = [now];
  const folded = new Map<number, Period>();

  const fold = (minute: Period): void => {
    const epoch = epochs.findLast((fromMs) => fromMs <= minute.startMs) ?? minute.startMs;
    let sum = folded.get(epoch);
    if (sum === undefined) folded.set(epoch, (sum = newPeriod(Math.max(epoch, startMs))));
    addPeriod(sum, minute);
  };
  return {
    get now() {
      return now;
    },
    of: (row) => amountsOf(now, row),
    roll(nowMs) {
      if (nowMs < nextMinuteMs(now.startMs)) return;
      now = newPeriod(nextMinuteMs(nowMs) - minuteMs);
      minutes.push(now);
      while (minutes.length > maxMinutes) {
        const oldest = minutes.shift();
        if (oldest !== undefined) fold(oldest);
      }
    },
    minutes: () => minutes,
    folded: () => [...folded.values()],
  };
}
