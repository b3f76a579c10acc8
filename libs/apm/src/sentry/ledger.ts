/** Why an event was given up. */
export const dropReasons = [
  'before_send',
  'event_processor',
  'build_failed',
  'memory_full',
  'spool_full',
  'too_old',
  'corrupt',
  'unreadable',
  'rejected',
  'too_large',
] as const;

/** Why an event was given up. */
export type DropReason = (typeof dropReasons)[number];

/** What went wrong without an event being lost by it. */
export const faultReasons = [
  'hook_failed',
  'build_failed',
  'spool_failed',
  'send_failed',
  'rate_limited',
] as const;

/** What went wrong without an event being lost by it. */
export type FaultReason = (typeof faultReasons)[number];

/** Counts of a process since its start. */
export interface Ledger {
  readonly created: number;
  /** Taken over from processes that died, or that closed with events left. */
  readonly adopted: number;
  readonly delivered: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  readonly faults: Readonly<Record<FaultReason, number>>;
}

/** Keeps the counts. */
export interface LedgerBook {
  readonly counts: Ledger;
  create(): void;
  adopt(count: number): void;
  deliver(): void;
  drop(reason: DropReason, count?: number): void;
  fault(reason: FaultReason): void;
}

/** Opens a book in which nothing has happened. */
export function createLedger(): LedgerBook {
  const totals = { created: 0, adopted: 0, delivered: 0 };
  const dropped = zeros(dropReasons);
  const faults = zeros(faultReasons);
  return {
    get counts() {
      return { ...totals, dropped: { ...dropped }, faults: { ...faults } };
    },
    create: () => void (totals.created += 1),
    adopt: (count) => void (totals.adopted += count),
    deliver: () => void (totals.delivered += 1),
    drop: (reason, count = 1) => void (dropped[reason] += count),
    fault: (reason) => void (faults[reason] += 1),
  };
}

function zeros<Reason extends string>(reasons: readonly Reason[]): Record<Reason, number> {
  // Every reason is a key, which Object.fromEntries cannot say.
  return Object.fromEntries(reasons.map((reason) => [reason, 0])) as Record<Reason, number>;
}
