import type { IncomingMessage } from 'node:http';

import {
  createForcedTraces,
  createTracing,
  instrumentFastify,
  instrumentHttpClient,
  instrumentHttpServer,
  instrumentIoredis,
  instrumentPg,
  instrumentUndici,
  registerTracing,
  type Tracing,
  type TracingOptions,
} from '@unite/tracing';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';

import type { TelemetryConfig } from '../config.ts';
import { correlationIdHeader, traceIdHeader } from './request-headers.ts';

/** What is asked all the time, and of which nobody wants a trace. */
const ignoredPaths: ReadonlySet<string> = new Set(['/livez', '/readyz', '/healthz', '/metrics']);

/** Options of {@link startTracing}. */
export interface TracingStart {
  readonly config: TelemetryConfig;
  readonly version: string;
  /** Told of what goes wrong in tracing itself. */
  readonly onFault: (error: unknown) => void;
  readonly onKept?: NonNullable<TracingOptions['onKept']>;
}

/**
 * Traces the process: requests, queries, Redis, outgoing calls. Nobody outside is told of a trace, the AI provider
 * neither. Where it is not to trace, nothing is registered, and what is returned has no spans.
 */
export function startTracing({ config, version, onFault, onKept }: TracingStart): Tracing {
  const { environment, otlpUrl, isTraced, inbound, forceSecrets } = config;
  const tracing = createTracing({
    service: { name: 'unite-api', version, environment },
    inbound,
    ...(onKept === undefined ? {} : { onKept }),
    ...(otlpUrl === null ? {} : { otlp: { url: `${otlpUrl.replace(/\/$/, '')}/v1/traces` } }),
  });
  if (!isTraced) return tracing;
  registerTracing(tracing);
  const options = { tracer: tracing.provider.getTracer('unite-api', version), onFault };
  instrumentHttpServer({
    ...options,
    isIgnored,
    traceIdHeader,
    correlationIdHeader,
    ...(forceSecrets.length === 0
      ? {}
      : { isForced: createForcedTraces({ secrets: forceSecrets }) }),
    createCorrelationId: uuidv7,
  });
  instrumentFastify(onFault);
  instrumentHttpClient(options);
  instrumentUndici(options);
  instrumentIoredis(options);
  instrumentPg(pg, options);
  return tracing;
}

function isIgnored({ url = '' }: IncomingMessage): boolean {
  return ignoredPaths.has(url.split('?', 1)[0] ?? '');
}
