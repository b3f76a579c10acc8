import { type Registered, register, type RegisterConfig } from '../apm/register.ts';

/** What {@link registerNext} is told: Next makes the spans of requests itself. */
export type NextConfig = Omit<RegisterConfig, 'servers'>;

/**
 * Registers a Next server: for `register` of its `instrumentation.ts`, in the runtime of Node alone. Next makes the
 * spans of requests and renderings by `@opentelemetry/api`; calls, queries and commands below them are ours. Set
 * `NEXT_OTEL_FETCH_DISABLED=1`, or each `fetch` has a span of Next as well.
 *
 * @throws what `register` of `@unite/tracing/apm` throws
 * @example
 * export async function register() {
 *   if (process.env.NEXT_RUNTIME !== 'nodejs') return;
 *   const { registerNext } = await import('@unite/tracing/next');
 *   registerNext({ service: { name: 'web', version: '1.4.0', environment: 'production' } });
 * }
 */
export function registerNext(config: NextConfig): Registered {
  return register({ ...config, servers: false });
}
