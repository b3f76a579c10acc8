import {
  type Attributes,
  type Context,
  type SpanContext,
  SpanKind,
  trace,
  TraceFlags,
  type TraceState,
} from '@opentelemetry/api';
import type { Random } from '@unite/apm/delivery';

import { isUndecided } from '../context/request-context.ts';
import { parseTracestate } from '../propagation/tracestate.ts';
import type { Budget } from './budget.ts';
import type { Ratio } from './ratio.ts';

/** Name of the attribute by which a span speaks for its trace. */
export const forcedAttribute = 'sampling.forced';

/**
 * Who sends the requests that come in with a trace: `internal` services of ours, whose sampling is followed, or
 * whoever is on the other side of the `edge`.
 */
export type Inbound = 'edge' | 'internal';

/** Options of {@link createShareSampler}. */
export interface ShareSamplerOptions {
  readonly share: Ratio;
  readonly inbound: Inbound;
  /** Strangers' requests to be sampled that are followed. */
  readonly budget: Budget;
  readonly random: Random;
}

/** Whether a span is sampled, and what is told to others of that in `tracestate`. */
export interface Sampling {
  readonly isSampled: boolean;
  /** Undefined leaves that of the parent. */
  readonly traceState?: TraceState;
}

/** Decides by what a span is started with. */
export type ShareSampler = (
  context: Context,
  span: {
    readonly traceId: string;
    readonly kind: SpanKind;
    readonly attributes: Attributes;
  },
) => Sampling;

/**
 * Decides whether traces are in the share. A trace that began elsewhere keeps the answer that it came with, unless it
 * came over the edge: strangers choose their trace ids and flags, so there a number of our own decides, which is told
 * to others as OpenTelemetry's explicit randomness (`ot=rv:…`), and their wish is followed within a budget.
 */
export function createShareSampler(options: ShareSamplerOptions): ShareSampler {
  const { share, inbound, budget, random } = options;
  const threshold = share.threshold === undefined ? undefined : `th:${share.threshold}`;
  const own = threshold === undefined ? undefined : parseTracestate(`ot=${threshold}`);

  const overEdge = (parent: SpanContext): Sampling => {
    const foreign = (parent.traceState ?? empty).unset('ot');
    const rv = randomHex(random);
    if (share.has(rv)) {
      return { isSampled: true, traceState: foreign.set('ot', `${threshold};rv:${rv}`) };
    }
    return { isSampled: wasSampled(parent) && budget.take(), traceState: foreign };
  };

  return (context, { traceId, kind, attributes }) => {
    const parent = trace.getSpanContext(context);
    const isRoot = parent === undefined || !trace.isSpanContextValid(parent);
    if (attributes[forcedAttribute] === true) {
      // Not by chance, so it stands for no others.
      const traceState = (parent?.traceState ?? empty).unset('ot');
      return { isSampled: true, traceState };
    }
    if (isRoot) {
      const isSampled = share.has(traceId);
      return isSampled && own !== undefined ? { isSampled, traceState: own } : { isSampled };
    }
    if (parent.isRemote !== true) return { isSampled: wasSampled(parent) };
    if (isUndecided(context)) return { isSampled: share.has(traceId) };
    if (isOverEdge(inbound, kind)) return overEdge(parent);
    return { isSampled: wasSampled(parent) };
  };
}

/** Whether a remote parent of a span of `kind` is a stranger's. Messages and jobs come from services of ours. */
export function isOverEdge(inbound: Inbound, kind: SpanKind): boolean {
  return inbound === 'edge' && kind === SpanKind.SERVER;
}

function wasSampled({ traceFlags }: SpanContext): boolean {
  return (traceFlags & TraceFlags.SAMPLED) !== 0;
}

// An empty list is valid.
const empty = parseTracestate('') as TraceState;

/** 56 bits, as 14 hexadecimal digits. */
function randomHex(random: Random): string {
  const half = (): string =>
    Math.floor(random() * 2 ** 28)
      .toString(16)
      .padStart(7, '0');
  return half() + half();
}
