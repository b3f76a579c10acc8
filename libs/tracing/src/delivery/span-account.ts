import type { NotKept } from '../sampling/trace-buffer.ts';

/** Why spans were given up. */
export type SpanDropReason =
  | NotKept
  /** The queue was full. */
  | 'queue_full'
  /** The collector does not want them: an answer 4xx. */
  | 'refused'
  /** The collector took the others of their request (OTLP, "Partial Success"). */
  | 'rejected'
  /** They could not be written. */
  | 'unwritable';

/** Counts of a process since its start: created = delivered + Σ dropped + waiting + queued. */
export interface SpanStats {
  /** Spans that have ended. */
  readonly created: number;
  readonly delivered: number;
  readonly dropped: Readonly<Partial<Record<SpanDropReason, number>>>;
  /** Of traces that are not decided. */
  readonly waiting: number;
  /** Kept, and not confirmed by the collector. */
  readonly queued: number;
  /** Requests to the collector that failed; what was in them is sent again. */
  readonly failures: number;
  /** What the last failed request failed of; undefined after one that did not. */
  readonly lastFailure: string | undefined;
}

/** Counts what becomes of spans. */
export interface SpanAccount {
  created: number;
  delivered: number;
  readonly dropped: Partial<Record<SpanDropReason, number>>;
  drop(count: number, reason: SpanDropReason): void;
}

/** Opens an account in which nothing has happened. */
export function createSpanAccount(): SpanAccount {
  const dropped: Partial<Record<SpanDropReason, number>> = {};
  return {
    created: 0,
    delivered: 0,
    dropped,
    drop(count, reason) {
      if (count > 0) dropped[reason] = (dropped[reason] ?? 0) + count;
    },
  };
}
