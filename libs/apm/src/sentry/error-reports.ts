import {
  addBreadcrumb,
  type Breadcrumb,
  type Envelope,
  type Event,
  type EventHint,
} from '@sentry/core';

import { apart, isolate } from './async-scopes.ts';
import { createCapture } from './capture.ts';
import type { FlushResult } from './delivery.ts';
import { createDeliveryChain, type DeliveryStats } from './delivery-chain.ts';
import { observeDelivery } from './delivery-metrics.ts';
import { serializeEnvelope } from './envelope-bytes.ts';
import type { ErrorContext } from './error-context.ts';
import { refuseDoubleInstrumentation } from './double-instrumentation.ts';
import { createHashId } from './hash-id.ts';
import { createOutgoingEvent, type OutgoingEvent } from './outgoing-event.ts';
import { resolveReportOptions, type ErrorReportsOptions } from './report-options.ts';
import { createSentryClient, releaseSentryClient } from './sentry-client.ts';

/** Reports errors to Sentry, also through the death of the process and through an outage of Sentry. */
export interface ErrorReports extends AsyncDisposable {
  /**
   * Reports an error and returns the id of its event; an error that was reported before has the id of that
   * event. When it returns, the event is on disk. Never throws, never waits.
   */
  capture(error: unknown, context?: ErrorContext): string;
  /**
   * Reports an event that was built elsewhere, e.g. `earlyErrorEvent` of a page, under its own id. What `capture`
   * promises holds for it too.
   */
  captureEvent(event: Event): void;
  /** Remembers what led to an error that may come: in the same request, if there is one. */
  addBreadcrumb(breadcrumb: Breadcrumb): void;
  /**
   * Runs `work`, e.g. a request, with breadcrumbs of its own.
   * @param owner what the context was begun for (`@unite/apm/context`), if it was: then it is not entered again
   */
  isolate<Result>(work: () => Result, owner?: object): Result;
  stats(): DeliveryStats;
  /**
   * Sends what waits, for at most `deadlineMs` milliseconds (default 5000), and tells truthfully whether all of
   * it arrived. Keeps the process alive meanwhile.
   */
  flush(options?: { readonly deadlineMs?: number }): Promise<FlushResult>;
  /** Writes what is only in memory to disk, and returns when the disk has it. For the end of the process. */
  persist(): void;
  /** Flushes, then stops; what has not arrived is left on disk for the next process. */
  close(options?: { readonly deadlineMs?: number }): Promise<FlushResult>;
}

/** Bytes of an event: Sentry's limit for a compressed request, which no compression can exceed then. */
const maxEventBytes = 200_000;
const defaultDeadlineMs = 5000;

/**
 * Starts error reports for this process, and takes over what dead processes left in the spool. There can be one:
 * Sentry's own functions, e.g. `Sentry.captureException`, report through it as well.
 *
 * @throws {ApmError} APM_CONFIG_INVALID, or APM_DOUBLE_INSTRUMENTATION when Sentry has been started
 */
export function createErrorReports(options: ErrorReportsOptions): ErrorReports {
  const resolved = resolveReportOptions(options);
  refuseDoubleInstrumentation();
  const { clock, scrubber, beforeSend, dsn, release, environment } = resolved;
  const chain = createDeliveryChain(resolved);
  const { ledger, stats } = chain;
  const hashId = createHashId(resolved.salt);
  const outgoing = createOutgoingEvent({ scrubber, ledger, beforeSend, hashId, maxEventBytes });
  /** Events that have come out of Sentry's SDK. */
  let decided = 0;
  const client = createSentryClient({
    ...{ dsn, release, environment },
    serverName: resolved.serverName,
    maxBreadcrumbs: resolved.maxBreadcrumbs,
    onEnvelope(envelope) {
      decided += 1;
      ledger.create();
      const bytes = attempt(() => plainBytes(envelope, outgoing));
      if (bytes === undefined) ledger.drop('build_failed');
      else if (bytes === null) ledger.drop('before_send');
      else chain.keep(bytes);
    },
    onDropped() {
      decided += 1;
      ledger.create();
      ledger.drop('event_processor');
    },
    flush: async (deadlineMs = defaultDeadlineMs) => (await chain.flush(deadlineMs)).isComplete,
  });
  const capture = createCapture({
    ...{ client, clock, environment, release },
    decided: () => decided,
    onPlainEvent(event) {
      ledger.fault('build_failed');
      client.sendEvent(event);
    },
  });
  const stopObserving = observeDelivery(resolved.meter, stats);
  const close = async (deadlineMs = defaultDeadlineMs): Promise<FlushResult> => {
    releaseSentryClient(client);
    const result = await chain.flush(deadlineMs);
    stopObserving();
    chain.close();
    return result;
  };
  return {
    capture: (error, context = {}) => capture(error, context),
    captureEvent: (event) =>
      void attempt(() => apart(() => client.captureEvent(event, withId(event)))),
    addBreadcrumb,
    isolate,
    stats,
    flush: ({ deadlineMs = defaultDeadlineMs } = {}) => chain.flush(deadlineMs),
    persist: () => chain.persist(),
    close: ({ deadlineMs } = {}) => close(deadlineMs),
    [Symbol.asyncDispose]: async () => void (await close()),
  };
}

/** An event keeps the id that it has. */
function withId({ event_id }: Event): EventHint {
  return event_id === undefined ? {} : { event_id };
}

/** Every part is made not to throw; should one do so all the same, the event is at least counted. */
function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** The bytes of an envelope that may leave the process, or null when its event may not. */
function plainBytes([headers, items]: Envelope, outgoing: OutgoingEvent): Uint8Array | null {
  const kept: [Record<string, unknown>, unknown][] = [];
  for (const [itemHeaders, payload] of items) {
    // Bytes cannot be scrubbed, so attachments stay here.
    if (payload instanceof Uint8Array || typeof payload === 'string') continue;
    const event = outgoing(payload as Event); // sessions and the like are plain data as well
    if (event === null) return null;
    kept.push([{ type: itemHeaders.type }, event]);
  }
  return serializeEnvelope({ headers: { ...headers }, items: kept });
}
