import { isSpanContextValid, trace } from '@opentelemetry/api';
import {
  applySdkMetadata,
  extraErrorDataIntegration,
  getDefaultCurrentScope,
  linkedErrorsIntegration,
  registerExternalPropagationContext,
  type Envelope,
} from '@sentry/core';
import { ServerRuntimeClient } from '@sentry/core/server';

import { useAsyncScopes } from './async-scopes.ts';
import { createNodeStackParser } from './stack-parser.ts';

/** Options of {@link createSentryClient}. */
export interface SentryClientOptions {
  readonly dsn: string;
  readonly release?: string | undefined;
  readonly environment: string;
  readonly serverName: string;
  readonly maxBreadcrumbs: number;
  /** Takes every envelope that Sentry's SDK would send. */
  readonly onEnvelope: (envelope: Envelope) => void;
  /** Told of every event that Sentry's SDK gives up, e.g. because an event processor said so. */
  readonly onDropped: () => void;
  /** What `Sentry.flush(timeout)` does; resolves to whether everything has arrived. */
  readonly flush: (timeoutMs: number | undefined) => Promise<boolean>;
}

/** What is used of Sentry's client. */
export type SentryClient = ServerRuntimeClient;

class CountingClient extends ServerRuntimeClient {
  onDropped: () => void = () => undefined;

  override recordDroppedEvent(
    ...[, category, count = 1]: Parameters<ServerRuntimeClient['recordDroppedEvent']>
  ): void {
    if (category === 'error') for (let n = 0; n < count; n += 1) this.onDropped();
  }
}

/**
 * Makes Sentry's client for this process, which `Sentry.captureException` and the like use as well. Only what
 * builds an event at once and changes nothing outside of it is switched on: no patched modules, no tracing, no
 * listeners, nothing that answers later, so that an event is built when its capture returns. Integrations that
 * drop repeated events are left out, as each of them is an event.
 */
export function createSentryClient(options: SentryClientOptions): SentryClient {
  useAsyncScopes();
  const { dsn, environment, serverName, maxBreadcrumbs } = options;
  const settings: ConstructorParameters<typeof ServerRuntimeClient>[0] = {
    dsn,
    environment,
    serverName,
    maxBreadcrumbs,
    platform: 'node',
    runtime: { name: 'node', version: process.version },
    stackParser: createNodeStackParser(process.argv[1]),
    integrations: [linkedErrorsIntegration(), extraErrorDataIntegration()],
    // Without it the SDK adds an integration for streaming spans.
    traceLifecycle: 'static',
    sendClientReports: false,
    dataCollection: { userInfo: false, cookies: false, httpBodies: [] },
    // How many captures may wait for event processors that answer later; beyond it the SDK drops.
    transportOptions: { bufferSize: Number.MAX_SAFE_INTEGER },
    transport: () => ({
      send: (envelope) => {
        options.onEnvelope(envelope);
        return Promise.resolve({ statusCode: 200 });
      },
      flush: options.flush,
    }),
  };
  if (options.release !== undefined) settings.release = options.release;
  applySdkMetadata(settings, 'node', ['node']);
  const client = new CountingClient(settings);
  client.onDropped = options.onDropped;
  getDefaultCurrentScope().setClient(client);
  client.init();
  linkToActiveSpan();
  return client;
}

/** Takes the client away from Sentry's functions. */
export function releaseSentryClient(client: SentryClient): void {
  const scope = getDefaultCurrentScope();
  if (scope.getClient() === client) scope.setClient(undefined);
}

/** Every event names the trace and the span in which it was captured, if there is one. */
function linkToActiveSpan(): void {
  registerExternalPropagationContext(() => {
    const context = trace.getActiveSpan()?.spanContext();
    if (context === undefined || !isSpanContextValid(context)) return undefined;
    return { traceId: context.traceId, spanId: context.spanId };
  });
}
