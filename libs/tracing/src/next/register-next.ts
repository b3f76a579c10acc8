import type { IncomingMessage } from 'node:http';

import { type Registered, type RegisterConfig, registerAs } from '../apm/register.ts';
import { keepingRequests } from './next-propagator.ts';
import { withoutNextDoubles } from './next-spans.ts';

/** What {@link registerNext} is told. */
export interface NextConfig extends Omit<RegisterConfig, 'servers' | 'traces'> {
  /** Traces, of all requests but those for the files of the build. Default: made, and kept nowhere. */
  readonly traces?: Omit<NonNullable<RegisterConfig['traces']>, 'isIgnored'>;
}

/**
 * Registers a Next server: for `register` of its `instrumentation.ts`, in the runtime of Node alone. A request has one
 * span, named after the route that Next finds, with Next's own of its renderings below; answers name their trace and
 * correlation id. What Next would tell twice, of requests and of each `fetch`, is not.
 *
 * @throws what `register` of `@unite/tracing/apm` throws
 * @example
 * export async function register() {
 *   if (process.env.NEXT_RUNTIME !== 'nodejs') return;
 *   const { registerNext } = await import('@unite/tracing/next');
 *   registerNext({ service: { name: 'web', version: '1.4.0', environment: 'production' } });
 * }
 */
export function registerNext({ traces, ...config }: NextConfig): Registered {
  return registerAs({ ...config, traces: { ...traces, isIgnored } }, (tracing) => ({
    provider: withoutNextDoubles(tracing.provider),
    propagator: keepingRequests(tracing.propagator),
  }));
}

/** Next answers with files of the build before it makes any span. */
function isIgnored({ url = '' }: IncomingMessage): boolean {
  return url.includes('/_next/static/');
}
