import { createHmac } from 'node:crypto';
import type { Apm } from '@unite/apm';
import { requestErrorsOf, watchRequests } from '@unite/apm/next';
import { createScrubber } from '@unite/apm/scrub';
import { createHashId } from '@unite/apm/sentry';
import {
  createPageLoads,
  createTunnel,
  earlyErrorEvent,
  type PageLoads,
  type Tunnel,
} from '@unite/apm/tunnel';
import { getContext } from '@unite/tracing';
import { registerNext } from '@unite/tracing/next';
import type { Instrumentation } from 'next';

import type { WebConfig } from '../config.ts';
import { sessionWorkspace } from '../session/session-workspace.ts';
import { createWebTraces, type WebTraces } from '../traces/web-traces.ts';
import { webVersion } from '../version.ts';
import { hideAddresses } from './hide-addresses.ts';
import { pageSettings, type PageSettings } from './page-settings.ts';
import { watchPeers } from './peer-address.ts';
import { registerConfig } from './register-config.ts';
import { requestPattern } from './request-pattern.ts';

/** What measures this web server and its pages. */
export interface ServerTelemetry {
  readonly apm: Apm;
  readonly pageLoads: PageLoads;
  readonly tunnel: Tunnel;
  /** What this server knows of the latest traces. */
  readonly traces: WebTraces;
  /** Reports what Next tells of errors. */
  readonly onRequestError: Instrumentation.onRequestError;
  /** What a page of the workspace, an id, is told of vendors; undefined where there are none. */
  pageSettings(workspace: string | undefined): PageSettings | undefined;
}

// Next bundles the proxy, the pages and the start of the server separately, each with modules of its own.
const slot = Symbol.for('@unite/web.telemetry');
const shared = globalThis as { [slot]?: ServerTelemetry };

/** How long telemetry may be sent when the server is told to end; what has not arrived waits on disk. */
const endMs = 500;

/**
 * Starts the telemetry of this process, before its first request.
 * @throws {TracingError} or {ApmError} when the settings cannot work
 */
export function startServerTelemetry(config: WebConfig): void {
  if (shared[slot] !== undefined) return;
  const traces = createWebTraces();
  const { apm, tracing } = registerNext(
    registerConfig(config, webVersion, (spans, reason) => traces.addSpans(spans, reason)),
  );
  const telemetry = createServerTelemetry(config, apm, traces);
  shared[slot] = telemetry;
  watchPeers();
  watchRequests(apm.requests, { routeOf: requestPattern });
  const end = () => {
    void telemetry.tunnel.close(endMs);
    void tracing.close({ deadlineMs: endMs });
    void apm.flush({ deadlineMs: endMs });
  };
  // Next listens too, and ends the process.
  process.once('SIGTERM', end).once('SIGINT', end);
}

/** The telemetry of this process. @throws {Error} before it was started */
export function serverTelemetry(): ServerTelemetry {
  const telemetry = shared[slot];
  if (telemetry === undefined) throw new Error('telemetry starts in src/instrumentation.ts');
  return telemetry;
}

function createServerTelemetry(config: WebConfig, apm: Apm, traces: WebTraces): ServerTelemetry {
  const { telemetry, sessionSecret } = config;
  const { sentry, rum, salt } = telemetry;
  const meter = apm.meter('@unite/web');
  const scrubber = createScrubber();
  const pageLoads = createPageLoads({
    meter,
    // The same in all processes behind one address, and of no use for signing sessions.
    secret: createHmac('sha256', sessionSecret).update('page views').digest(),
  });
  const tunnel = createTunnel({
    ...(sentry === null ? {} : { sentry: { dsn: sentry.dsn } }),
    ...(rum === null ? {} : { rum: { origin: rum.intakeUrl, clientToken: rum.clientToken } }),
    meter,
    pageLoads,
    scrub: (text) => hideAddresses(scrubber.text(text)),
    workspaceOf: ({ headers }) => sessionWorkspace(headers.get('cookie'), config)?.id,
    onEarlyError: (error) => apm.errors?.captureEvent(earlyErrorEvent(error)),
  });
  const hashId = salt === null ? undefined : createHashId(salt);
  return {
    apm,
    pageLoads,
    tunnel,
    traces,
    async onRequestError(error, ...request) {
      noteError(traces, error);
      await requestErrorsOf(apm)(error, ...request);
    },
    pageSettings: (id) =>
      pageSettings(telemetry, webVersion, id === undefined ? id : hashId?.('workspace', id)),
  };
}

/** Notes an error that a person is shown with the digest that Next gave it. */
function noteError(traces: WebTraces, error: unknown): void {
  const { traceId, spanId } = getContext();
  if (traceId === undefined || spanId === undefined || !(error instanceof Error)) return;
  const { name, digest } = error as Error & { digest?: unknown }; // Next adds it
  if (typeof digest !== 'string') return;
  traces.addFailure({
    ...{ traceId, spanId, name },
    code: 'INTERNAL',
    occurrenceId: digest,
    atMs: Date.now(),
  });
}
