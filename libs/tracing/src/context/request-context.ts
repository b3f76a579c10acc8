import { randomUUID } from 'node:crypto';
import type { EventEmitter } from 'node:events';

import {
  type Context,
  context,
  createContextKey,
  isSpanContextValid,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { bindContext } from '@unite/apm/context';

/** What log lines, reports and jobs say of the request that they belong to. Fields are absent, not empty. */
export interface RequestContext {
  /** 32 hexadecimal digits. */
  readonly traceId?: string;
  /** Of the span that is worked on, 16 hexadecimal digits. */
  readonly spanId?: string;
  /** Names what a caller did as one thing, also over several traces: 8 to 128 of `A-Za-z0-9._-`. */
  readonly correlationId?: string;
  /** For whom. */
  readonly workspaceId?: string;
  /** Who, as a hash that tells people apart without telling who they are. */
  readonly principalHash?: string;
}

/** What is known of a request beside its spans; those who let it in find out some of it. */
interface Carried {
  readonly correlationId: string;
  workspaceId?: string;
  principalHash?: string;
}

/** What may be found out about a request while it runs. */
export type FoundContext = Pick<RequestContext, 'workspaceId' | 'principalHash'>;

/** In OpenTelemetry's context, so that whatever carries that carries this, in any set-up. */
const carriedKey = createContextKey('@unite/tracing: the request context');

/** On the parent of a trace that goes on without its sampling being known: the share decides again. */
const undecidedKey = createContextKey('@unite/tracing: sampling not known');

/** A correlation id that a caller may choose: nothing that could break out of a log line or a header. */
const correlationShape = /^[A-Za-z0-9._-]{8,128}$/;

/** Begins the context of a request; a correlation id that the caller may not choose is replaced by a new one. */
export function withCarried(
  within: Context,
  asked: unknown,
  createId: () => string = randomUUID,
): { readonly within: Context; readonly correlationId: string } {
  const isValid = typeof asked === 'string' && correlationShape.test(asked);
  const correlationId = isValid ? asked : createId();
  const carried: Carried = { correlationId };
  return { within: within.setValue(carriedKey, carried), correlationId };
}

/** Whether the sampling of the trace that goes on in `within` is not known. */
export function isUndecided(within: Context): boolean {
  return within.getValue(undecidedKey) === true;
}

/** What `within` says. */
export function contextFrom(within: Context): RequestContext {
  const span = trace.getSpanContext(within);
  const carried = carriedIn(within);
  if (span === undefined) return { ...carried };
  const { traceId, spanId } = span;
  return carried === undefined ? { traceId, spanId } : { traceId, spanId, ...carried };
}

function carriedIn(within: Context): Carried | undefined {
  return within.getValue(carriedKey) as Carried | undefined; // under this key only this file writes
}

/**
 * The ids of what runs now: for log lines, reports, and jobs that will be run later. Empty outside of requests,
 * jobs and spans.
 *
 * @example const logger = pino({ mixin: () => getContext() });
 */
export function getContext(): RequestContext {
  return contextFrom(context.active());
}

/**
 * Notes what was found out about the current request, for all that runs in it, also for what has begun before.
 * Does nothing outside of one.
 *
 * @example assignContext({ workspaceId, principalHash: hashId('user', keyId) });
 */
export function assignContext({ workspaceId, principalHash }: FoundContext): void {
  const carried = carriedIn(context.active());
  if (carried === undefined) return;
  if (workspaceId !== undefined) carried.workspaceId = workspaceId;
  if (principalHash !== undefined) carried.principalHash = principalHash;
}

/**
 * Runs `work`, e.g. a job, in a context of its own. What `getContext()` told where the job was given goes through
 * any queue as JSON, and the job's spans belong to the trace of whoever gave it. Nothing needs to be given: without
 * ids of a trace, spans belong to the active one or begin their own; without a correlation id there is a new one.
 *
 * @example queue.process((job) => runWithContext(job.data.context, () => send(job.data)));
 */
export function runWithContext<Result>(given: RequestContext, work: () => Result): Result {
  const { within } = withCarried(continued(given), given.correlationId);
  return context.with(within, () => {
    assignContext(given);
    return work();
  });
}

/** The active context, or one that goes on with the given trace. */
function continued({ traceId, spanId }: RequestContext): Context {
  const active = context.active();
  if (traceId === undefined || spanId === undefined) return active;
  const current = trace.getSpanContext(active);
  if (current?.traceId === traceId && current.spanId === spanId) return active;
  const remote = { traceId, spanId, traceFlags: TraceFlags.NONE, isRemote: true };
  if (!isSpanContextValid(remote)) return active;
  return trace.setSpanContext(ROOT_CONTEXT, remote).setValue(undecidedKey, true);
}

/**
 * Makes a function that runs in the context of now, whoever calls it; of an emitter, whose listeners are called by
 * whoever emits, the listeners that are added from now on do. For pools, queues and connections that requests share.
 * @returns the new function, or the same emitter
 *
 * @example jobs.push(bind(() => render(order)));
 */
export function bind<Emitter extends EventEmitter>(emitter: Emitter): Emitter;
export function bind<Args extends unknown[], Result>(
  work: (...args: Args) => Result,
): (...args: Args) => Result;
export function bind(target: EventEmitter | ((...args: unknown[]) => unknown)): unknown {
  const active = context.active();
  if (typeof target !== 'function') return context.bind(active, target);
  // With everything else that the one store keeps. Another context manager has a store of its own.
  return bindContext(function bound(this: unknown, ...args: unknown[]) {
    return context.active() === active
      ? Reflect.apply(target, this, args)
      : context.with(active, () => Reflect.apply(target, this, args));
  });
}
