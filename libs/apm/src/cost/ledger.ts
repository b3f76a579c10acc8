import { createAccounting } from './accounting.ts';
import { addTokens, type Amounts } from './amounts.ts';
import type { Charge } from './charges.ts';
import { nextMinuteMs, type Period } from './history.ts';
import { meterRows } from './meter-rows.ts';
import { createModelNames } from './model-names.ts';
import { type CostLedgerOptions, resolveOptions } from './options.ts';
import { resolvePriceBooks } from './price-book.ts';
import type { CostSubject } from './rows.ts';
import { type CostStatement, writeStatement } from './statement.ts';

/** Tokens of one call of an AI model. */
export interface AiTokens {
  /** As the price books name it. */
  readonly model: string;
  readonly input: number;
  readonly output: number;
}

/** Where a statement begins. */
export interface CostWindow {
  /** Epoch milliseconds, down to the minute; default is when the ledger was created. */
  readonly sinceMs?: number;
}

/** Books on one `run`, also from outside of its async context: there Node tells the end of an answer. */
export interface CostRun {
  addEgressBytes(bytes: number): void;
}

/** Who used what, and what that cost. */
export interface CostLedger {
  /**
   * Runs `fn`, and books what it and everything that it starts uses on the row of `subject`. Within another
   * `run`, the inner subject gets it.
   * @param owner what the context was begun for (`@unite/apm/context`), if it was: then it is not entered again,
   * and what follows `fn` in it is booked on `subject` as well
   */
  run<T>(subject: CostSubject, fn: (run: CostRun) => T, owner?: object): T;
  /**
   * Books the current request on another row: what it has used in the last second, and all that follows.
   * For what is known late, such as the tier; outside any `run` it does nothing.
   */
  assign(subject: Partial<CostSubject>): void;
  /** What the current work is booked on; undefined outside any `run`. */
  current(): CostSubject | undefined;
  /** Milliseconds that the database worked for the current request. */
  addDatabaseMs(ms: number): void;
  addRedisOperations(count: number): void;
  addEgressBytes(bytes: number): void;
  addAiTokens(tokens: AiTokens): void;
  /** What was used and what it cost; a window begins at the oldest minute that is kept, or later. */
  statement(window?: CostWindow): CostStatement;
  /** A statement of each minute that is kept, oldest first, for charts. */
  minutes(window?: CostWindow): readonly CostStatement[];
  /** Calls of `add…` that were refused because a number was negative, not finite or not whole. */
  readonly refused: number;
  /** Stops measuring; statements stay readable. */
  close(): void;
}

/**
 * Begins to measure this thread and, from the main thread, the process around it. A cluster's processes and
 * worker threads need a ledger each.
 *
 * @throws {ApmError} APM_CONFIG_INVALID for options out of range and for price books that contradict.
 */
export function createCostLedger(given: CostLedgerOptions): CostLedger {
  const options = resolveOptions(given);
  const { clock, vcpus, meter } = options;
  const prices = resolvePriceBooks(options.priceBooks, clock.now());
  const modelName = createModelNames(new Set(prices.flatMap(({ ai }) => [...ai.keys()])));
  const accounting = createAccounting(options, prices);
  const { rows, history, settle } = accounting;
  const observed = () => {
    settle();
    return rows.all();
  };
  const stopMeter = meter && meterRows(meter, observed);
  let refused = 0;

  const add = (valid: boolean, book: (used: Amounts) => void): void => {
    if (valid) book(accounting.used());
    else refused += 1;
  };
  const addEgress = (bytes: number, used: () => Amounts): void => {
    if (isAmount(bytes)) used().egressBytes += bytes;
    else refused += 1;
  };
  const minutesOf = ({ sinceMs }: CostWindow): readonly Period[] => {
    settle();
    if (sinceMs === undefined) return history.minutes();
    return history.minutes().filter(({ startMs }) => nextMinuteMs(startMs) > sinceMs);
  };
  const write = (periods: readonly Period[]): CostStatement =>
    writeStatement({ periods, nowMs: clock.now(), prices, vcpus });

  return {
    run: (subject, fn, owner) =>
      accounting.run(
        subject,
        (used) => fn({ addEgressBytes: (bytes) => addEgress(bytes, used) }),
        owner,
      ),
    assign(subject) {
      const charge = accounting.current();
      if (charge !== undefined) charge.row = rows.of({ ...subjectOf(charge), ...subject });
    },
    current() {
      const charge = accounting.current();
      return charge && subjectOf(charge);
    },
    addDatabaseMs: (ms) =>
      add(ms >= 0 && ms < maxAmount, (used) => void (used.databaseUs += Math.round(ms * 1000))),
    addRedisOperations: (count) =>
      add(isAmount(count), (used) => void (used.redisOperations += count)),
    addEgressBytes: (bytes) => addEgress(bytes, accounting.used),
    addAiTokens: ({ model, input, output }) =>
      add(isAmount(input) && isAmount(output), (used) =>
        addTokens(used, modelName(model), input, output),
      ),
    statement(window = {}) {
      const minutes = minutesOf(window);
      return write(window.sinceMs === undefined ? [...history.folded(), ...minutes] : minutes);
    },
    minutes: (window = {}) => minutesOf(window).map((minute) => write([minute])),
    get refused() {
      return refused;
    },
    close() {
      accounting.close();
      stopMeter?.();
    },
  };
}

const subjectOf = ({ row: { endpoint, tier } }: Charge): CostSubject => ({ endpoint, tier });

/** Beyond this, one call alone could take a sum out of the exact range of a double. */
const maxAmount = 1e12;

const isAmount = (value: number): boolean =>
  Number.isSafeInteger(value) && value >= 0 && value < maxAmount;
