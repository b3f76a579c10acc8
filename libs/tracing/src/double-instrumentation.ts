import { Server } from 'node:http';

import { trace } from '@opentelemetry/api';

/**
 * Who traces this process already, in words; undefined when nobody does. It is asked of what the others leave in the
 * process, so that none of them has to be known to the program's dependencies.
 */
export function otherTracer(): string | undefined {
  if (Reflect.has(globalThis, '_ddtrace')) return 'dd-trace';
  if (isSentryTracing()) return 'Sentry with tracing (tracesSampleRate or tracesSampler)';
  // OpenTelemetry's instrumentations mark what they have replaced (their `shimmer`).
  if ('__wrapped' in Server.prototype.emit) return "OpenTelemetry's instrumentation of node:http";
  return undefined;
}

/**
 * Name of the class of the provider that is registered, for people: a bundler may have changed it, so that nothing
 * can be decided by it.
 */
export function registeredProvider(): string {
  const proxy: unknown = trace.getTracerProvider();
  return className(call(proxy, 'getDelegate') ?? proxy);
}

/** Sentry keeps one client for each version of its SDK in the process. One that only reports errors is welcome. */
function isSentryTracing(): boolean {
  const carrier: unknown = Reflect.get(globalThis, '__SENTRY__');
  if (typeof carrier !== 'object' || carrier === null) return false;
  return Object.values(carrier).some((one: unknown) => {
    const client = call(member(one, 'defaultCurrentScope'), 'getClient');
    const options = call(client, 'getOptions');
    const rates = ['tracesSampleRate', 'tracesSampler'];
    return rates.some((name) => member(options, name) !== undefined);
  });
}

function className(value: unknown): string {
  const name = member(member(value, 'constructor'), 'name');
  return typeof name === 'string' && name !== '' ? name : 'of another library';
}

/** Other libraries' structures, of any version: nothing of them is taken for granted. */
function member(value: unknown, name: string): unknown {
  const canHave = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return canHave ? Reflect.get(value, name) : undefined;
}

function call(value: unknown, name: string): unknown {
  const method = member(value, name);
  return typeof method === 'function' ? Reflect.apply(method, value, []) : undefined;
}
