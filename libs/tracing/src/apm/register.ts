import { isDeepStrictEqual } from 'node:util';

import { type Apm, type ApmConfig, register as registerApm } from '@unite/apm';

import { instrumentFastify } from '../instrumentation/fastify.ts';
import { instrumentHttpClient } from '../instrumentation/http-client.ts';
import type { HttpCallOptions } from '../instrumentation/http-call.ts';
import { type HttpServerOptions, instrumentHttpServer } from '../instrumentation/http-server.ts';
import { instrumentIoredis } from '../instrumentation/ioredis.ts';
import { instrumentPg, type PgModule } from '../instrumentation/pg.ts';
import { instrumentUndici } from '../instrumentation/undici.ts';
import type { Decision } from '../sampling/decisions.ts';
import { createTracing, registerTracing, type Tracing, type TracingOptions } from '../tracing.ts';

/** What {@link register} is told. */
export interface RegisterConfig extends Omit<ApmConfig, 'service' | 'clock'> {
  /** Who is traced and measured; stands in every output. Its environment decides the share of traces. */
  readonly service: TracingOptions['service'];
  /** Traces. Default: made, and kept nowhere. */
  readonly traces?: Omit<TracingOptions, 'service'> &
    Omit<HttpServerOptions, 'tracer' | 'onFault'> &
    Pick<HttpCallOptions, 'propagateTo'>;
  /** The exports of `pg`, where the program uses it. Default: queries make no spans. */
  readonly pg?: PgModule;
  /**
   * Whether servers of `node:http` make spans. Default: true. False where the framework makes its own.
   */
  readonly servers?: boolean;
  /** Told of what goes wrong in tracing itself. Default: a warning of the process, once for each message. */
  readonly onFault?: (error: unknown) => void;
}

/** What traces and measures this process. */
export interface Registered extends AsyncDisposable {
  readonly tracing: Tracing;
  readonly apm: Apm;
  /** Sends what waits, for at most `deadlineMs` milliseconds. Default: 5000. Never rejects. */
  flush(options?: { readonly deadlineMs?: number }): Promise<void>;
  /** Flushes and stops; after it, `register` may be called again. */
  close(options?: { readonly deadlineMs?: number }): Promise<void>;
}

/** One per process, whichever copies of this package there are, ESM or CommonJS. */
interface Slot {
  readonly registered: Registered;
  readonly config: RegisterConfig;
}

const slot = Symbol.for('@unite/tracing@1');
// The one place where copies meet; nobody else writes under this symbol.
const shared = globalThis as { [slot]?: Slot };

/** What `register` has started; undefined before. E.g. after `--import @unite/tracing/register`. */
export function registered(): Registered | undefined {
  return shared[slot]?.registered;
}

/**
 * Traces and measures the process: tracing with everything that it instruments, and `register` of `@unite/apm`. One
 * decision holds for both: no exemplar points to a trace that was not kept. A second call gives the first one's
 * handle, with a warning when it asks for something else.
 *
 * @throws {TracingError} TRACING_CONFIG_INVALID or TRACING_DOUBLE_INSTRUMENTATION; {ApmError} what `@unite/apm` throws.
 * Nothing is registered then.
 * @example register({ service: { name: 'api', version: '1.4.0', environment: 'production' }, pg });
 */
export function register(config: RegisterConfig): Registered {
  return registerAs(config, (tracing) => tracing);
}

/** Makes what `@opentelemetry/api` gives to everybody of what traces the process. */
export type Adapt = (tracing: Tracing) => Pick<Tracing, 'provider' | 'propagator'>;

/** `register` for a framework that makes spans of its own. */
export function registerAs(config: RegisterConfig, adapt: Adapt): Registered {
  const earlier = shared[slot];
  if (earlier !== undefined) {
    if (!isDeepStrictEqual(earlier.config, config)) {
      process.emitWarning(
        'register() was called again with another config; the first one is kept',
        { code: 'TRACING_REGISTERED_TWICE' },
      );
    }
    return earlier.registered;
  }
  const made = start(config, adapt);
  shared[slot] = { registered: made, config };
  return made;
}

function start(config: RegisterConfig, adapt: Adapt): Registered {
  const { service, traces = {}, pg, servers = true, onFault = warnOnce(), ...measured } = config;
  const clock = traces.clock === undefined ? {} : { clock: traces.clock };
  const tracing = createTracing({ ...traces, service });
  const undo = registerTracing(adapt(tracing));
  let apm: Apm;
  try {
    apm = registerApm({
      ...measured,
      service,
      ...clock,
      metrics: { isTraceKept: (id) => isKept(tracing.explain(id)), ...measured.metrics },
    });
  } catch (error) {
    undo();
    void tracing.close({ deadlineMs: 0 });
    throw error;
  }
  const told = { tracer: tracing.provider.getTracer(service.name, service.version), onFault };
  const { propagateTo, correlationIdHeader } = traces;
  const calls = {
    ...told,
    ...(propagateTo === undefined ? {} : { propagateTo }),
    ...(correlationIdHeader === undefined ? {} : { correlationIdHeader }),
  };
  const stop = [
    ...(servers ? [instrumentHttpServer({ ...traces, ...told }), instrumentFastify(onFault)] : []),
    instrumentHttpClient(calls),
    instrumentUndici(calls),
    instrumentIoredis(told),
  ];
  if (pg !== undefined) instrumentPg(pg);
  const flush = async (options?: { readonly deadlineMs?: number }): Promise<void> => {
    await Promise.all([tracing.flush(options), apm.flush(options)]);
  };
  const close = async (options?: { readonly deadlineMs?: number }): Promise<void> => {
    for (const end of stop) end();
    await Promise.all([tracing.close(options), apm.close(options)]);
    undo();
    delete shared[slot];
  };
  return { tracing, apm, flush, close, [Symbol.asyncDispose]: () => close() };
}

/** Undefined while it is not known. */
function isKept(decision: Decision | undefined): boolean | undefined {
  return decision === undefined || decision.outcome === 'open'
    ? undefined
    : decision.outcome === 'kept';
}

function warnOnce(): (error: unknown) => void {
  const told = new Set<string>();
  return (error) => {
    const message = `tracing failed: ${String(error)}`;
    if (told.has(message) || told.size > 100) return;
    told.add(message);
    process.emitWarning(message, { code: 'TRACING_FAULT' });
  };
}
