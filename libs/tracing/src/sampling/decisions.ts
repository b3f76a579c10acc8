/** Why a trace is kept. */
export type KeepReason =
  /** It is in the share of all traces that is kept anyway. */
  | 'sampled'
  /** One of its spans failed. */
  | 'error'
  /** It took longer than it may. */
  | 'slow'
  /** Somebody who may asked for it. */
  | 'forced';

/** What became of a trace. */
export type Decision =
  | { readonly outcome: 'open' }
  | { readonly outcome: 'kept'; readonly reason: KeepReason }
  | { readonly outcome: 'dropped' };

/** What was decided about the latest traces. */
export interface Decisions {
  remember(traceId: string, reason: KeepReason | undefined): void;
  /** Why the trace was kept; undefined when it was not, or is not remembered. */
  keepReason(traceId: string): KeepReason | undefined;
  decision(traceId: string): Decision | undefined;
}

/** Remembers the `max` latest traces. Default: 20,000, which takes about 3 MB. */
export function createDecisions(max = 20_000): Decisions {
  const reasons = new Map<string, KeepReason | undefined>();
  return {
    remember(traceId, reason) {
      // To the end, so that the first is the oldest; what was kept once stays kept.
      const kept = reason ?? reasons.get(traceId);
      reasons.delete(traceId);
      reasons.set(traceId, kept);
      if (reasons.size <= max) return;
      const [oldest] = reasons.keys();
      if (oldest !== undefined) reasons.delete(oldest);
    },
    keepReason: (traceId) => reasons.get(traceId),
    decision(traceId) {
      const reason = reasons.get(traceId);
      if (reason !== undefined) return { outcome: 'kept', reason };
      return reasons.has(traceId) ? { outcome: 'dropped' } : undefined;
    },
  };
}
