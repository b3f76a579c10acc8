import { AsyncLocalStorage } from 'node:async_hooks';

import { context, createContextKey } from '@opentelemetry/api';
import { addBreadcrumb, type Breadcrumb, type Envelope, type Event } from '@sentry/core';

import type { Clock, Timer } from '../clock.ts';
import { isolate } from './async-scopes.ts';
import { createBacklog, type SpoolState } from './backlog.ts';
import { createCapture } from './capture.ts';
import { createCircuit, type Circuit } from './circuit.ts';
import { createDelivery, type FlushResult } from './delivery.ts';
import { observeDelivery } from './delivery-metrics.ts';
import { serializeEnvelope, shrinkEnvelope, stampEnvelope } from './envelope-bytes.ts';
import type { ErrorContext } from './error-context.ts';
import { createHashId } from './hash-id.ts';
import { createHttpSend } from './http-send.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createOutgoingEvent } from './outgoing-event.ts';
import { resolveReportOptions, type ErrorReportsOptions } from './report-options.ts';
import { createSentryClient, releaseSentryClient } from './sentry-client.ts';
import { diskFiles } from './spool-files.ts';
import { livenessOf, thisOwner } from './spool-owner.ts';
import { createSpool } from './spool.ts';

/**
 * The account of every event of this process. At any time created + adopted = delivered + dropped (of all
 * reasons) + queued + spooled.
 */
export interface DeliveryStats extends Ledger {
  /** Waiting in memory only: lost with the process. */
  readonly queued: number;
  /** Waiting on disk: delivered by this process or by the next one. */
  readonly spooled: number;
  readonly spool: SpoolState;
  readonly endpoint: {
    readonly state: Circuit['state'];
    /** What the last failed request failed of: `HTTP 500`, `ECONNREFUSED`. */
    readonly lastFailure: string | undefined;
  };
}

/** Reports errors to Sentry, also through the death of the process and through an outage of Sentry. */
export interface ErrorReports extends AsyncDisposable {
  /**
   * Reports an error and returns the id of its event; an error that was reported before has the id of that
   * event. When it returns, the event is on disk. Never throws, never waits.
   */
  capture(error: unknown, context?: ErrorContext): string;
  /** Remembers what led to an error that may come: in the same request, if there is one. */
  addBreadcrumb(breadcrumb: Breadcrumb): void;
  /** Runs `work`, e.g. a request, with breadcrumbs of its own. */
  isolate<Result>(work: () => Result): Result;
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
/** So much can be lost when the machine, not the process, dies. */
const syncIntervalMs = 100;
const heartbeatMs = 2000;
/** Orphans of processes that die beside this one are found within so many heartbeats. */
const heartbeatsPerAdoption = 2;
const defaultDeadlineMs = 5000;

/** The key that OpenTelemetry's instrumentations look for (`suppressTracing` of @opentelemetry/core). */
const untraced = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/**
 * Starts error reports for this process, and takes over what dead processes left in the spool. There can be one:
 * Sentry's own functions, e.g. `Sentry.captureException`, report through it as well.
 *
 * @throws {ApmError} APM_CONFIG_INVALID, or APM_DOUBLE_INSTRUMENTATION when Sentry has been started
 */
export function createErrorReports(options: ErrorReportsOptions): ErrorReports {
  const resolved = resolveReportOptions(options);
  const { clock, random, spool, scrubber, maxInFlight, timeoutMs, beforeSend } = resolved;
  const ledger = createLedger();
  const outgoing = createOutgoingEvent({
    ...{ scrubber, ledger, beforeSend, maxEventBytes },
    hashId: createHashId(resolved.salt),
  });
  const owner = thisOwner();
  const backlog = createBacklog({
    ...{ clock, ledger, syncIntervalMs },
    maxMemoryBytes: resolved.maxMemoryBytes,
    maxAgeMs: resolved.maxAgeMs,
    openSpool:
      spool &&
      ((onEvicted) =>
        createSpool({
          files: diskFiles,
          folder: spool.folder,
          maxBytes: resolved.spoolMaxBytes,
          ...{ owner, onEvicted },
          livenessOf: (other) => livenessOf(other, owner),
        })),
  });
  const circuit = createCircuit({ clock, random, maxInFlight });
  const http = createHttpSend({
    ...{ clock, timeoutMs, agent: resolved.agent },
    url: resolved.url,
    maxSockets: maxInFlight,
  });
  const outside = createOutside();
  const delivery = createDelivery({
    ...{ backlog, ledger, circuit, clock, outside },
    send: http.send,
    stamp: (bytes) => stampEnvelope(bytes, clock.now()),
    shrink: shrinkEnvelope,
  });

  let decided = 0;
  const keep = (envelope: Envelope) => {
    decided += 1;
    ledger.create();
    const bytes = plainBytes(envelope, outgoing);
    if (bytes === null) return ledger.drop('before_send');
    backlog.add(bytes, clock.now());
    delivery.wake();
  };
  const onEnvelope = (envelope: Envelope) => {
    try {
      keep(envelope);
    } catch {
      // Every part is made not to throw; should one do so all the same, the event is at least counted.
      ledger.drop('build_failed');
    }
  };
  const flush = (deadlineMs = defaultDeadlineMs) => delivery.flush(deadlineMs);
  const client = createSentryClient({
    dsn: options.dsn,
    release: options.release,
    environment: options.environment,
    serverName: resolved.serverName,
    maxBreadcrumbs: resolved.maxBreadcrumbs,
    onEnvelope,
    onDropped() {
      decided += 1;
      ledger.create();
      ledger.drop('event_processor');
    },
    flush: async (deadlineMs) => (await flush(deadlineMs)).isComplete,
  });
  const capture = createCapture({
    ...{ client, clock, environment: options.environment, release: options.release },
    decided: () => decided,
    onPlainEvent(event) {
      ledger.fault('build_failed');
      client.sendEvent(event);
    },
  });

  const stats = (): DeliveryStats => ({
    ...ledger.counts,
    queued: backlog.queued,
    spooled: backlog.spooled,
    spool: backlog.spool,
    endpoint: { state: circuit.state, lastFailure: delivery.lastFailure },
  });
  const stopObserving = observeDelivery(resolved.meter, stats);
  const adopt = () =>
    backlog.adopt().then((found) => {
      if (found) delivery.wake();
    });
  const stopRepeating = repeat(clock, heartbeatMs, (count) => {
    backlog.heartbeat();
    delivery.wake();
    if (count % heartbeatsPerAdoption === 0) void adopt();
  });
  void adopt();

  const close = async (deadlineMs = defaultDeadlineMs): Promise<FlushResult> => {
    stopRepeating();
    releaseSentryClient(client);
    const result = await flush(deadlineMs);
    stopObserving();
    delivery.close();
    backlog.persist();
    backlog.close();
    http.close();
    return result;
  };
  return {
    capture: (error, given = {}) => capture(error, given),
    addBreadcrumb,
    isolate,
    stats,
    flush: (given) => flush(given?.deadlineMs),
    persist: () => backlog.persist(),
    close: (given) => close(given?.deadlineMs),
    [Symbol.asyncDispose]: async () => void (await close()),
  };
}

/** The bytes of an envelope that may leave the process, or null when its event may not. */
function plainBytes(
  [headers, items]: Envelope,
  outgoing: (event: Event) => Event | null,
): Uint8Array | null {
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

/** Runs a function as if nobody had called it: no request's context is kept by it, and no span comes of it. */
function createOutside(): (work: () => void) => void {
  const snapshot = AsyncLocalStorage.snapshot();
  return (work) => snapshot(() => context.with(context.active().setValue(untraced, true), work));
}

function repeat(clock: Clock, ms: number, work: (count: number) => void): () => void {
  let timer: Timer;
  let count = 0;
  const next = () => {
    timer = clock.setTimer(() => {
      work((count += 1));
      next();
    }, ms);
  };
  next();
  return () => timer.cancel();
}
