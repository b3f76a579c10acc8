import {
  breadcrumbsIntegration,
  BrowserClient,
  defaultStackParser,
  getCurrentScope,
  httpContextIntegration,
  linkedErrorsIntegration,
  makeFetchTransport,
  type ErrorEvent,
  type Event,
  type EventHint,
} from '@sentry/browser';

import type { Clock } from '../clock.ts';
import { pageErrorId, type PageErrorKind } from './page-report.ts';
import type { PageRecorder } from './page-recorder.ts';
import { tunnelQuery } from './tunnel-query.ts';

/** Options of the Sentry connection. */
export interface SentryOptions {
  /** The project's address; the tunnel accepts only the one that it is configured with. */
  readonly dsn: string;
  /** Deployment environment, e.g. `production`. */
  readonly environment: string;
  readonly release?: string;
  /** The visitor, as a hash. Default: none. */
  readonly userId?: string;
  /** The trace of the document, 32 hexadecimal digits; events are of it. Default: none. */
  readonly traceId?: string;
  /** The workspace, as a hash; becomes the tag `workspace`. Default: none. */
  readonly workspace?: string;
  /** Errors that are sent in a minute; more are counted as dropped. Default: 60. */
  readonly maxPerMinute?: number;
}

/** What travels with an error from its capture to `beforeSend`. */
interface Occurrence {
  readonly kind: PageErrorKind;
  readonly atMs: number;
  readonly where: string;
  readonly route: string;
}

const firstRetryMs = 5_000;
const lastRetryMs = 60_000;

/**
 * Sends the errors of a page through the Sentry browser client, those so far included. The client listens
 * to nothing itself: the page's own listeners are there before it and see more. An error stays in the
 * page's reports until the tunnel has taken its event; under the same id, so that Sentry knows it as one.
 */
export function connectSentry(
  recorder: PageRecorder,
  options: SentryOptions,
  scrub: (text: string) => string,
  clock: Clock,
): void {
  const { dsn, environment, release, traceId, userId, workspace, maxPerMinute = 60 } = options;
  const client = new BrowserClient({
    dsn,
    environment,
    ...(release !== undefined && { release }),
    tunnel: recorder.tunnel + tunnelQuery.envelope,
    transport: makeFetchTransport,
    stackParser: defaultStackParser,
    integrations: [breadcrumbsIntegration(), linkedErrorsIntegration(), httpContextIntegration()],
    sendClientReports: false,
    // No address is told, not even the tunnel's.
    dataCollection: { userInfo: false, cookies: false },
    beforeBreadcrumb: (crumb) =>
      String(crumb.data?.['url']).includes(recorder.tunnel) ? null : crumb,
    beforeSend: (event, hint) => scrubbed(told(event, hint, recorder.viewId), scrub),
  });
  getCurrentScope().setClient(client);
  client.init();
  if (userId !== undefined) getCurrentScope().setUser({ id: userId });
  if (traceId !== undefined) getCurrentScope().setPropagationContext({ traceId, sampleRand: 0 });
  if (workspace !== undefined) getCurrentScope().setTag('workspace', workspace);

  const ordinals = retryUntilDelivered(client, recorder, clock);
  const admit = rateLimit(clock, maxPerMinute);
  let route = '';
  recorder.onView(([name]) => (route = name));
  recorder.onError(([ordinal, kind, value, atMs, where]) => {
    if (!admit()) return recorder.settle(ordinal, false);
    const occurrence: Occurrence = { kind, atMs, where, route };
    const hint: EventHint = {
      event_id: pageErrorId(recorder.viewId, ordinal, atMs),
      originalException: value,
      mechanism: { type: `auto.browser.unite.${kind}`, handled: kind === 'handled' },
      data: occurrence,
    };
    const id = client.captureException(value, hint, getCurrentScope());
    if (id === hint.event_id) ordinals.set(id, ordinal);
    // Another id says that the application has told the same object before.
    else recorder.settle(ordinal, true);
  });
}

/** Lets `perMinute` calls of a minute through. */
function rateLimit(clock: Clock, perMinute: number): () => boolean {
  let [startMs, used] = [clock.monotonicMs(), 0];
  return () => {
    if (clock.monotonicMs() - startMs >= 60_000) [startMs, used] = [clock.monotonicMs(), 0];
    return ++used <= perMinute;
  };
}

/** Settles errors whose events were taken and sends the others again; by event id, the page's ordinals. */
function retryUntilDelivered(
  client: BrowserClient,
  recorder: PageRecorder,
  clock: Clock,
): Map<string, number> {
  const ordinals = new Map<string, number>();
  const waiting = new Map<string, Event>();
  let retryMs = firstRetryMs;
  const retry = () => {
    const events = [...waiting];
    waiting.clear();
    for (const [id, event] of events) {
      // A beacon may have told it meanwhile.
      if (recorder.isKept(ordinals.get(id) ?? -1)) client.sendEvent(event);
      else ordinals.delete(id);
    }
  };
  client.on('afterSendEvent', (event, { statusCode = 0 }) => {
    const id = event.event_id ?? '';
    const ordinal = ordinals.get(id);
    if (ordinal === undefined) return;
    if (statusCode >= 200 && statusCode < 300) {
      retryMs = firstRetryMs;
      ordinals.delete(id);
      return recorder.settle(ordinal, true);
    }
    if (waiting.size === 0) {
      clock.setTimer(retry, retryMs);
      retryMs = Math.min(retryMs * 2, lastRetryMs);
    }
    waiting.set(id, event);
  });
  return ordinals;
}

/** Puts into an event what the page knows of its error. */
function told(event: ErrorEvent, { data }: EventHint, viewId: string): ErrorEvent {
  const { kind, atMs, where, route } = data as Partial<Occurrence>; // absent in events of others
  if (kind === undefined || atMs === undefined) return event;
  return {
    ...event,
    timestamp: atMs / 1000,
    ...(route && { transaction: route }),
    contexts: { ...event.contexts, page: { view: viewId.slice(0, 24), kind } },
    extra: { ...event.extra, where },
  };
}

/** The parts of an event that hold texts of the application; ids and names of ours are in the others. */
const textParts = [
  'message',
  'logentry',
  'exception',
  'breadcrumbs',
  'request',
  'extra',
  'transaction',
] as const;

/** Each text of an event through `scrub`. Sentry has made the event a tree of plain data before. */
function scrubbed(event: ErrorEvent, scrub: (text: string) => string): ErrorEvent {
  const walk = (part: unknown): unknown => {
    if (typeof part === 'string') return scrub(part);
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, walk(inner)]));
  };
  const parts = textParts.filter((name) => event[name] !== undefined);
  return { ...event, ...Object.fromEntries(parts.map((name) => [name, walk(event[name])])) };
}
