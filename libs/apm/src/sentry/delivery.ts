import type { Clock, Timer } from '../clock.ts';
import { askedPauseMs, outcomeOf, type Answer } from './answer.ts';
import type { Backlog, Waiting } from './backlog.ts';
import type { Circuit } from '../delivery/circuit.ts';
import { keepAlive } from './keep-alive.ts';
import type { LedgerBook } from './ledger.ts';
import type { Send } from './http-send.ts';

/** What a flush achieved. */
export interface FlushResult {
  /** Nothing waits any more and nothing was given up meanwhile: every event has arrived. */
  readonly isComplete: boolean;
  /** Events that wait in memory; they are lost when the process ends. */
  readonly queued: number;
  /** Events that wait on disk; the next process delivers them. */
  readonly spooled: number;
}

/** Works the backlog off. */
export interface Delivery {
  /** What the last failed request failed of, with its status or the code of the operating system. */
  readonly lastFailure: string | undefined;
  /** Looks for work soon; for the caller it costs one timer. */
  wake(): void;
  /** Resolves when nothing is left or when `deadlineMs` milliseconds have passed, and keeps the process alive. */
  flush(deadlineMs: number): Promise<FlushResult>;
  /** Starts no request any more. */
  close(): void;
}

/** Options of {@link createDelivery}. */
export interface DeliveryOptions {
  readonly backlog: Backlog;
  readonly ledger: LedgerBook;
  readonly circuit: Circuit;
  readonly send: Send;
  readonly clock: Clock;
  /** The bytes to send of those that were kept. */
  readonly stamp: (bytes: Uint8Array) => Uint8Array;
  /** A smaller form of an event that was too large for the endpoint; undefined when there is none. */
  readonly shrink: (bytes: Uint8Array) => Uint8Array | undefined;
  /** Runs a function outside of the request that caused it, untraced. */
  readonly outside: (work: () => void) => void;
}

/** Starts to work when it is woken. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { backlog, ledger, circuit, clock } = options;
  let inFlight = 0;
  let timer: Timer | undefined;
  let timerAtMs = Infinity;
  let lastFailure: string | undefined;
  let isClosed = false;
  const idleListeners = new Set<() => void>();

  const failed = (reason: string): 'retry' => {
    lastFailure = reason;
    ledger.fault('send_failed');
    circuit.failed();
    return 'retry';
  };

  const judged = (answer: Answer): ReturnType<typeof outcomeOf> => {
    const outcome = outcomeOf(answer);
    const pauseMs = askedPauseMs(answer, clock.now());
    // A limit for others than errors comes with an accepted event, too.
    if (pauseMs > 0) circuit.pause(pauseMs);
    if (outcome === 'limited') {
      ledger.fault('rate_limited');
      lastFailure = 'HTTP 429';
    } else if (outcome === 'retry') failed(`HTTP ${answer.status}`);
    else {
      circuit.succeeded();
      lastFailure = outcome === 'delivered' ? undefined : `HTTP ${answer.status}`;
    }
    return outcome;
  };

  /** Sends an event, smaller and smaller while it is too large. */
  const attempt = async (bytes: Uint8Array): Promise<ReturnType<typeof outcomeOf>> => {
    try {
      const outcome = judged(await options.send(options.stamp(bytes)));
      if (outcome !== 'too_large') return outcome;
    } catch (error) {
      return failed(reasonOf(error));
    }
    const smaller = options.shrink(bytes);
    return smaller === undefined ? 'too_large' : attempt(smaller);
  };

  const deliver = async (event: Waiting): Promise<void> => {
    const bytes = backlog.read(event);
    if (bytes === undefined) return;
    const outcome = await attempt(bytes);
    if (outcome === 'retry' || outcome === 'limited') return backlog.giveBack(event);
    if (outcome === 'delivered') ledger.deliver();
    else ledger.drop(outcome);
    backlog.finish(event);
  };

  const start = (event: Waiting): void => {
    inFlight += 1;
    void deliver(event)
      .catch((error: unknown) => {
        // A fault of this program must be neither a rejection in the user's nor the end of an event.
        failed(reasonOf(error));
        backlog.giveBack(event);
      })
      .finally(() => {
        inFlight -= 1;
        pump();
      });
  };

  const pump = (): void => {
    if (isClosed) return;
    const waitMs = circuit.waitMs();
    if (waitMs > 0) {
      if (backlog.waiting > 0) wakeIn(waitMs);
    } else {
      while (inFlight < circuit.maxInFlight) {
        const event = backlog.take();
        if (event === undefined) break;
        start(event);
      }
    }
    if (inFlight === 0 && backlog.waiting === 0) for (const listener of idleListeners) listener();
  };

  const wakeIn = (ms: number): void => {
    const atMs = clock.monotonicMs() + ms;
    if (timer !== undefined && timerAtMs <= atMs) return;
    timer?.cancel();
    timerAtMs = atMs;
    options.outside(() => {
      timer = clock.setTimer(() => {
        timer = undefined;
        pump();
      }, ms);
    });
  };

  const wait = (deadlineMs: number): Promise<void> =>
    new Promise((resolve) => {
      const done = () => {
        deadline.cancel();
        idleListeners.delete(done);
        resolve();
      };
      const deadline = clock.setTimer(done, deadlineMs);
      idleListeners.add(done);
      circuit.retryNow();
      options.outside(pump);
    });

  return {
    get lastFailure() {
      return lastFailure;
    },
    wake: () => wakeIn(0),
    async flush(deadlineMs) {
      const given = givenUp(ledger);
      if (backlog.queued + backlog.spooled > 0) {
        const letGo = keepAlive();
        await wait(deadlineMs);
        letGo();
      }
      const { queued, spooled } = backlog;
      return { isComplete: queued + spooled === 0 && givenUp(ledger) === given, queued, spooled };
    },
    close() {
      isClosed = true;
      timer?.cancel();
    },
  };
}

function givenUp({ counts }: LedgerBook): number {
  return Object.values(counts.dropped).reduce((sum, count) => sum + count, 0);
}

/** The code of the operating system, which has no addresses in it, or the sentence. */
function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'message' in error ? String(error.message) : 'unknown';
}
