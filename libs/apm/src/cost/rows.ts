import { type Amounts, noAmounts } from './amounts.ts';

/** What work is booked on: a route and who asked. */
export interface CostSubject {
  /** Pattern of the route, such as `GET /contacts/:id`, or the name of a job; never a raw URL. */
  readonly endpoint: string;
  /** Tier of the workspace, such as `pro`. */
  readonly tier: string;
}

/**
 * - `endpoint` work within `run`
 * - `unattributed` this thread's work outside any `run`
 * - `gc` pauses of this thread to collect garbage
 * - `loop` the event loop itself, between callbacks and while it waits
 * - `threads` other threads' work that no endpoint queued: V8's compiler and collector, workers
 * - `idle` processor time that is paid for and not used; only with `vcpus`, and no part of the measured total
 */
export type CostKind = 'endpoint' | 'unattributed' | 'gc' | 'loop' | 'threads' | 'idle';

/** One line of the ledger. */
export interface Row extends CostSubject {
  readonly kind: CostKind;
  /** Since the ledger was created. */
  readonly total: Amounts;
}

/** What a subject is called when there are too many of them. */
export const otherName = 'other';

/** The lines of a ledger: as many as are allowed, the rest share the line `other`. */
export interface Rows {
  of(subject: CostSubject): Row;
  shared(kind: Exclude<CostKind, 'endpoint'>): Row;
  /** Every line, shared ones first. */
  all(): readonly Row[];
}

/** A line by itself. */
export function newRow(kind: CostKind, endpoint = '', tier = ''): Row {
  return { kind, endpoint, tier, total: noAmounts() };
}

/** Keeps at most `maxEndpoints` endpoints of at most `maxTiers` tiers each, besides `other`. */
export function createRows(maxEndpoints: number, maxTiers: number): Rows {
  const shared = new Map<CostKind, Row>();
  const endpoints = new Map<string, Map<string, Row>>();
  const tiersOf = (endpoint: string): [string, Map<string, Row>] => {
    const known = endpoints.get(endpoint);
    if (known !== undefined) return [endpoint, known];
    if (endpoints.size >= maxEndpoints && endpoint !== otherName) return tiersOf(otherName);
    const tiers = new Map<string, Row>();
    endpoints.set(endpoint, tiers);
    return [endpoint, tiers];
  };
  const rowOf = (asked: string, tier: string): Row => {
    const [endpoint, tiers] = tiersOf(asked);
    const known = tiers.get(tier);
    if (known !== undefined) return known;
    if (tiers.size >= maxTiers && tier !== otherName) return rowOf(endpoint, otherName);
    const row = newRow('endpoint', endpoint, tier);
    tiers.set(tier, row);
    return row;
  };
  return {
    of: ({ endpoint, tier }) => rowOf(endpoint, tier),
    shared(kind) {
      let row = shared.get(kind);
      if (row === undefined) shared.set(kind, (row = newRow(kind)));
      return row;
    },
    all: () => [
      ...shared.values(),
      ...[...endpoints.values()].flatMap((tiers) => [...tiers.values()]),
    ],
  };
}
