import {
  type Circuit,
  type Clock,
  createCircuit,
  type Random,
  type Timer,
} from '@unite/apm/delivery';

import type { SpanAccount } from './span-account.ts';
import { createSpanQueue, type Queued } from './span-queue.ts';

/** What became of a request. */
export type SendOutcome =
  /** It was taken, but for some spans that the collector did not want. */
  | { readonly kind: 'delivered'; readonly rejected: number }
  /** It may be taken later. */
  | { readonly kind: 'retry'; readonly reason: string }
  /** It will never be taken. */
  | { readonly kind: 'refused' | 'unwritable'; readonly reason: string };

/** Options of {@link createSpanDelivery}. */
export interface SpanDeliveryOptions<Item extends Queued> {
  readonly clock: Clock;
  readonly random: Random;
  readonly account: SpanAccount;
  /** Sends one request; does not reject. */
  readonly send: (items: readonly Item[]) => Promise<SendOutcome>;
  /** Runs a function outside of the request that caused it, untraced. */
  readonly outside: (work: () => void) => void;
  /** Spans that may wait, at least 1. Default: 8192, some 8 MB. */
  readonly maxQueued?: number;
}

/** Sends what is kept. */
export interface SpanDelivery<Item extends Queued> {
  /** Spans that are not confirmed. */
  readonly queued: number;
  readonly failures: number;
  readonly lastFailure: string | undefined;
  add(items: readonly Item[]): void;
  /** Resolves when nothing is left or after `deadlineMs`. Never rejects. */
  flush(deadlineMs: number): Promise<void>;
  /** Starts no request any more. */
  close(): void;
}

/** Spans of one request: what OpenTelemetry's batch processor sends at most, too. */
const maxBatch = 512;
/** So long the first span of a request waits for others. */
const gatherMs = 1000;
/** Requests at once: a collector that hangs holds one socket, and one that answers takes 512 spans a round trip. */
const maxInFlight = 1;

/**
 * Creates a delivery. It sends in the background, at once when a request is full; what fails is sent again after a
 * pause that doubles, and a queue that overflows gives up what matters least.
 */
export function createSpanDelivery<Item extends Queued>(
  options: SpanDeliveryOptions<Item>,
): SpanDelivery<Item> {
  const { clock, random, account, send, outside, maxQueued = 8192 } = options;
  const circuit: Circuit = createCircuit({ clock, random, maxInFlight });
  const queue = createSpanQueue<Item>(maxQueued);
  const inFlight = { requests: 0, items: 0 };
  let failures = 0;
  let lastFailure: string | undefined;
  let timer: Timer | undefined;
  let dueAtMs = Infinity;
  let isClosed = false;
  const idle = new Set<() => void>();

  const settle = (items: readonly Item[], outcome: SendOutcome): void => {
    if (outcome.kind === 'delivered') {
      circuit.succeeded();
      lastFailure = undefined;
      account.delivered += items.length - outcome.rejected;
      account.drop(outcome.rejected, 'rejected');
      return;
    }
    failures += 1;
    lastFailure = outcome.reason;
    if (outcome.kind !== 'retry') return account.drop(items.length, outcome.kind);
    circuit.failed();
    account.drop(queue.giveBack(items), 'queue_full');
  };

  const start = (items: readonly Item[]): void => {
    inFlight.requests += 1;
    inFlight.items += items.length;
    void send(items)
      .catch((error: unknown): SendOutcome => ({ kind: 'retry', reason: String(error) }))
      .then((outcome) => {
        inFlight.requests -= 1;
        inFlight.items -= items.length;
        settle(items, outcome);
        pump();
      });
  };

  const pump = (): void => {
    if (isClosed) return;
    const pauseMs = circuit.waitMs();
    if (pauseMs > 0) {
      if (queue.size > 0) pumpIn(pauseMs);
      return;
    }
    while (queue.size > 0 && inFlight.requests < circuit.maxInFlight) start(queue.take(maxBatch));
    if (queue.size + inFlight.requests === 0) for (const resolve of idle) resolve();
  };

  const pumpIn = (ms: number): void => {
    const atMs = clock.monotonicMs() + ms;
    if (timer !== undefined && dueAtMs <= atMs) return;
    timer?.cancel();
    dueAtMs = atMs;
    outside(() => {
      timer = clock.setTimer(() => {
        timer = undefined;
        pump();
      }, ms);
    });
  };

  return {
    get queued() {
      return queue.size + inFlight.items;
    },
    get failures() {
      return failures;
    },
    get lastFailure() {
      return lastFailure;
    },
    add(items) {
      for (const item of items) if (!queue.add(item)) account.drop(1, 'queue_full');
      if (!isClosed) pumpIn(queue.size >= maxBatch ? 0 : gatherMs);
    },
    flush(deadlineMs) {
      if (queue.size + inFlight.requests === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const done = (): void => {
          deadline.cancel();
          idle.delete(done);
          resolve();
        };
        const deadline = clock.setTimer(done, deadlineMs);
        idle.add(done);
        circuit.retryNow();
        outside(pump);
      });
    },
    close() {
      isClosed = true;
      timer?.cancel();
    },
  };
}
