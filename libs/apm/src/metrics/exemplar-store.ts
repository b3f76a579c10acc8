import { context, trace, TraceFlags, type Context } from '@opentelemetry/api';

import { type Clock } from '../clock.ts';
import { type Series } from './series.ts';

/** One measurement that was made within a trace which can be looked at. */
export interface Exemplar {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly value: number;
  /** Epoch milliseconds of the measurement. */
  readonly timeMs: number;
}

/**
 * Whether a trace is kept: `undefined` while that is not decided. Asked when something is measured and,
 * until it is decided, before each collection.
 */
export type IsTraceKept = (traceId: string) => boolean | undefined;

/** Exemplars of one bucket of one series. */
export interface ExemplarSlot {
  /** The collection after which a kept exemplar was found; no more are looked for before the next one. */
  settledIn: number;
  published: Exemplar | undefined;
  /** Waiting for the decision about their traces, oldest first. */
  pending: readonly Exemplar[];
}

/** Remembers for each bucket one measurement of a kept trace. */
export interface ExemplarStore {
  /** Offers a measurement; `bucket` is any number that is the same for the measurements of one bucket. */
  offer(series: Series, bucket: number, value: number, given?: Context): void;
  /** Asks for the decisions that were open, then lets each bucket look for a newer exemplar. */
  collect(): void;
  /** Exemplars of kept traces, in no order. */
  of(series: Series): readonly Exemplar[];
}

/** What an exemplar store needs. */
export interface ExemplarStoreOptions {
  /** Absent: the sampled flag of the active span at the time of the measurement. */
  readonly isTraceKept?: IsTraceKept | undefined;
  readonly clock: Clock;
  /** Buckets that may have exemplars, over all series; further ones get none. */
  readonly maxSlots: number;
}

/** Undecided traces that one bucket waits for: with more, the oldest is given up. */
const maxPending = 2;

/** One exemplar per bucket and collection: the first whose trace is kept, so most measurements cost no look-up. */
export function createExemplarStore(options: ExemplarStoreOptions): ExemplarStore {
  const { isTraceKept, clock, maxSlots } = options;
  const waiting = new Set<ExemplarSlot>();
  let collection = 0;
  let slots = 0;

  function slotOf(series: Series, bucket: number): ExemplarSlot | undefined {
    const found = series.slots?.get(bucket);
    if (found !== undefined) return found;
    if (slots >= maxSlots) return undefined;
    slots += 1;
    const slot: ExemplarSlot = { settledIn: -1, published: undefined, pending: [] };
    series.slots ??= new Map();
    series.slots.set(bucket, slot);
    return slot;
  }

  function publish(slot: ExemplarSlot, exemplar: Exemplar): void {
    slot.published = exemplar;
    slot.settledIn = collection;
    slot.pending = [];
    waiting.delete(slot);
  }

  function decide(slot: ExemplarSlot): void {
    const open: Exemplar[] = [];
    let kept: Exemplar | undefined;
    for (const exemplar of slot.pending) {
      const decision = keptOrUnknown(isTraceKept, exemplar.traceId);
      if (decision === true) kept = exemplar;
      else if (decision === undefined) open.push(exemplar);
    }
    if (kept !== undefined) publish(slot, kept);
    else slot.pending = open;
    if (slot.pending.length === 0) waiting.delete(slot);
  }

  return {
    offer(series, bucket, value, given) {
      if (series.slots?.get(bucket)?.settledIn === collection) return;
      const span = trace.getSpanContext(given ?? context.active());
      if (span === undefined) return;
      const { traceId, spanId } = span;
      const kept =
        isTraceKept === undefined
          ? (span.traceFlags & TraceFlags.SAMPLED) !== 0
          : keptOrUnknown(isTraceKept, traceId);
      if (kept === false) return;
      const slot = slotOf(series, bucket);
      if (slot === undefined) return;
      const exemplar: Exemplar = { traceId, spanId, value, timeMs: clock.now() };
      if (kept === true) {
        publish(slot, exemplar);
      } else {
        slot.pending = [...slot.pending, exemplar].slice(-maxPending);
        waiting.add(slot);
      }
    },
    collect() {
      collection += 1;
      for (const slot of [...waiting]) decide(slot);
      collection += 1;
    },
    of: (series) => [...(series.slots?.values() ?? [])].flatMap(({ published }) => published ?? []),
  };
}

/** A port that throws says nothing: telemetry does not fail because its helper does. */
function keptOrUnknown(isTraceKept: IsTraceKept | undefined, traceId: string): boolean | undefined {
  try {
    return isTraceKept?.(traceId);
  } catch {
    return false;
  }
}
