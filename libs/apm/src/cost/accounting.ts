import { createContextSlot } from '../context/context-slot.ts';
import { addAmounts, type Amounts } from './amounts.ts';
import { type Charge, createCharges } from './charges.ts';
import { createHistory, type History } from './history.ts';
import type { ResolvedOptions } from './options.ts';
import { createPool } from './pool.ts';
import type { NanoPrices } from './price-book.ts';
import { createRows, type CostSubject, type Row, type Rows } from './rows.ts';
import { createTimeline, type Timeline } from './timeline.ts';
import { watchTurns } from './watch-turns.ts';

/** What is used, on rows and in minutes, while it is used. */
export interface Accounting {
  readonly rows: Rows;
  readonly history: History;
  /** Gives `fn` what is used of this run, as `used` does within it. */
  run<T>(subject: CostSubject, fn: (used: () => Amounts) => T, owner?: object): T;
  /** The current request; undefined outside any `run`. */
  current(): Charge | undefined;
  /** What the current work has used, to be added to. */
  used(): Amounts;
  /** Puts everything that was used until now on rows and in minutes. */
  settle(): void;
  close(): void;
}

/** How long a request's work may be missing on its row, milliseconds. */
const settleMs = 1000;

/** Requests that may wait for that; at most a few hundred bytes each. */
const maxOpen = 5000;

/** Begins to measure. */
export function createAccounting(
  options: ResolvedOptions,
  prices: readonly NanoPrices[],
): Accounting {
  const { clock, cpu, maxEndpoints, maxTiers, maxMinutes } = options;
  const rows = createRows(maxEndpoints, maxTiers);
  const epochs = prices.map(({ validFromMs }) => validFromMs);
  const history = createHistory(clock.now(), maxMinutes, epochs);
  // Before the others, so that they never book more than is measured.
  const measure = createMeasure(options, history);
  const charges = createCharges();
  const outside = charges.begin(rows.shared('unattributed'));
  const slot = createContextSlot<Charge>();
  const current = (): Charge => slot.get() ?? outside;
  const bookCpu = (row: Row, us: number): void => {
    row.total.cpuUs += us;
    history.of(row).cpuUs += us;
  };
  const pool = createPool<Row>({
    threads: options.poolThreads,
    cpu,
    clock,
    book: { owned: bookCpu, threads: (us) => bookCpu(rows.shared('threads'), us) },
  });
  const loop = charges.begin(rows.shared('loop'));
  const timeline: Timeline<Charge> = createTimeline(outside, {
    cpu,
    clock,
    book: {
      owned: (charge, us) => void (charges.of(charge).cpuUs += us),
      loop: (us) => void (charges.of(loop).cpuUs += us),
      collected(charge = loop, us) {
        // What is on its row already stays there: a row never shrinks.
        const taken = Math.min(us, charge.used?.cpuUs ?? 0);
        if (taken === 0) return;
        charges.of(charge).cpuUs -= taken;
        bookCpu(rows.shared('gc'), taken);
      },
    },
  });
  const stopTurns = watchTurns({
    begin: () => timeline.enter(current()),
    end: (outermost) => timeline.enter(outermost ? undefined : current()),
    owner: current,
    poolQueued: (id, kind, { row }) => pool.queued(id, kind, row),
    poolDone: (id, kind) => pool.done(id, kind, current().row),
  });
  const stopGc = cpu.onGc(timeline.pause);
  let closed = false;
  let settledMs = clock.monotonicMs();

  const settle = (): void => {
    if (closed) return;
    timeline.settle();
    pool.settle();
    charges.flush((row, used) => {
      addAmounts(row.total, used);
      addAmounts(history.of(row), used);
    });
    measure();
    history.roll(clock.now());
    settledMs = clock.monotonicMs();
  };
  return {
    rows,
    history,
    settle,
    current: () => slot.get(),
    used: () => charges.of(current()),
    run(subject, fn, owner) {
      if (charges.size >= maxOpen || clock.monotonicMs() - settledMs >= settleMs) settle();
      const charge = charges.begin(rows.of(subject));
      charges.of(charge).requests += 1;
      timeline.enter(charge);
      try {
        const work = () => fn(() => charges.of(charge));
        return owner !== undefined && slot.claim(owner, charge) ? work() : slot.run(charge, work);
      } finally {
        // A context that was claimed is still its own.
        timeline.enter(current());
      }
    },
    close() {
      settle();
      closed = true;
      stopTurns();
      stopGc();
    },
  };
}

/** Writes into the current minute what the system says was used, and how long it took. */
function createMeasure({ clock, cpu }: ResolvedOptions, history: History): () => void {
  let ms = clock.monotonicMs();
  let us = cpu.read().processUs;
  return () => {
    const nowMs = clock.monotonicMs();
    const { processUs } = cpu.read();
    history.now.wallMs += nowMs - ms;
    history.now.measuredUs += processUs - us;
    ms = nowMs;
    us = processUs;
  };
}
