import { AsyncLocalStorage } from 'node:async_hooks';

import type { Clock, Timer } from '../clock.ts';
import { untraced } from '../untraced.ts';
import { createBacklog, type SpoolState } from './backlog.ts';
import { createCircuit, type Circuit } from '../delivery/circuit.ts';
import { createDelivery, type FlushResult } from './delivery.ts';
import { shrinkEnvelope, stampEnvelope } from './envelope-bytes.ts';
import { createHttpSend } from './http-send.ts';
import { createLedger, type Ledger, type LedgerBook } from './ledger.ts';
import type { ResolvedReportOptions } from './report-options.ts';
import { diskFiles } from './spool-files.ts';
import { livenessOf, thisOwner } from './spool-owner.ts';
import { createSpool, type SpoolOptions } from './spool.ts';

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

/** The way of envelopes from their bytes to Sentry. */
export interface DeliveryChain {
  /** Counts what happens before and beside the way. */
  readonly ledger: LedgerBook;
  stats(): DeliveryStats;
  /** Keeps the bytes of an envelope, on disk when it returns, and sends them soon. */
  keep(bytes: Uint8Array): void;
  flush(deadlineMs: number): Promise<FlushResult>;
  persist(): void;
  /** Stops; what has not arrived is left on disk for the next process. */
  close(): void;
}

/** So much can be lost when the machine, not the process, dies. */
const syncIntervalMs = 100;
const heartbeatMs = 2000;
/** Orphans of processes that die beside this one are found within so many heartbeats. */
const heartbeatsPerAdoption = 2;

/** Starts delivery, and takes over what dead processes left. */
export function createDeliveryChain(options: ResolvedReportOptions): DeliveryChain {
  const { clock, random, url, timeoutMs, maxInFlight, agent, maxMemoryBytes, maxAgeMs } = options;
  const ledger = createLedger();
  const openSpool = spoolOpener(options);
  const backlog = createBacklog({
    ...{ clock, ledger, maxMemoryBytes, maxAgeMs, syncIntervalMs, openSpool },
  });
  const circuit = createCircuit({ clock, random, maxInFlight });
  const http = createHttpSend({ clock, url, timeoutMs, agent, maxSockets: maxInFlight });
  const delivery = createDelivery({
    ...{ backlog, ledger, circuit, clock, outside: createOutside() },
    send: http.send,
    stamp: (bytes) => stampEnvelope(bytes, clock.now()),
    shrink: shrinkEnvelope,
  });
  const adopt = async () => {
    if (await backlog.adopt()) delivery.wake();
  };
  const stopRepeating = repeat(clock, heartbeatMs, (count) => {
    backlog.heartbeat();
    delivery.wake();
    if (count % heartbeatsPerAdoption === 0) void adopt();
  });
  void adopt();
  return {
    ledger,
    stats: () => ({
      ...ledger.counts,
      queued: backlog.queued,
      spooled: backlog.spooled,
      spool: backlog.spool,
      endpoint: { state: circuit.state, lastFailure: delivery.lastFailure },
    }),
    keep(bytes) {
      backlog.add(bytes, clock.now());
      delivery.wake();
    },
    flush: (deadlineMs) => delivery.flush(deadlineMs),
    persist: () => backlog.persist(),
    close() {
      stopRepeating();
      delivery.close();
      backlog.persist();
      backlog.close();
      http.close();
    },
  };
}

function spoolOpener({ spool, spoolMaxBytes }: ResolvedReportOptions) {
  if (spool === undefined) return undefined;
  const owner = thisOwner();
  return (onEvicted: SpoolOptions['onEvicted']) =>
    createSpool({
      ...{ files: diskFiles, folder: spool.folder, maxBytes: spoolMaxBytes, owner, onEvicted },
      livenessOf: (other) => livenessOf(other, owner),
    });
}

/** Runs a function as if nobody had called it: no request's context is kept by it, and no span comes of it. */
function createOutside(): (work: () => void) => void {
  const snapshot = AsyncLocalStorage.snapshot();
  return (work) => snapshot(() => untraced(work));
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
