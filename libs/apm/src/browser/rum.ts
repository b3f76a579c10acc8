import { datadogRum, type RumInitConfiguration } from '@datadog/browser-rum';

import type { PageRecorder } from './page-recorder.ts';
import { sessionSampleRatio } from './sampling.ts';

/** Options of the Datadog RUM connection. */
export interface RumOptions {
  readonly applicationId: string;
  readonly clientToken: string;
  readonly service: string;
  /** Deployment environment, e.g. `production`. */
  readonly environment: string;
  readonly version?: string;
  /** Share of the sessions that are recorded, 0 to 1. Default: 0.1 in `production`, else 1. */
  readonly sessionSampleRatio?: number;
  /** The visitor, as a hash: it is part of every event. Default: none. */
  readonly userId?: string;
  /** The trace of the document, 32 hexadecimal digits; becomes the context property `trace_id`. Default: none. */
  readonly traceId?: string;
  /** The workspace, as a hash; becomes the context property `workspace`. Default: none. */
  readonly workspace?: string;
  /** Addresses that begin with one of these get a `traceparent` of the session. Default: none. */
  readonly tracedUrls?: readonly string[];
}

/**
 * Starts Datadog RUM for a page that has been open for a while: views under their route patterns, the
 * errors so far, and everything through the tunnel. No baggage leaves: RUM would put the user's id in it,
 * in every traced request.
 */
export function connectRum(
  recorder: PageRecorder,
  options: RumOptions,
  scrub: (text: string) => string,
): void {
  const { environment, traceId, userId, version, workspace } = options;
  const ratio = options.sessionSampleRatio ?? sessionSampleRatio(environment);
  datadogRum.init({
    applicationId: options.applicationId,
    clientToken: options.clientToken,
    service: options.service,
    env: environment,
    ...(version !== undefined && { version }),
    proxy: recorder.tunnel,
    sessionSampleRate: ratio * 100,
    sessionReplaySampleRate: 0,
    telemetrySampleRate: 0,
    trackViewsManually: true,
    trackAnonymousUser: false,
    propagateTraceBaggage: false,
    allowedTracingUrls: (options.tracedUrls ?? []).map((url) => ({
      match: (address: string) => address.startsWith(url),
      propagatorTypes: ['tracecontext'],
    })),
    defaultPrivacyLevel: 'mask',
    // Without storage a session lasts as long as its page.
    sessionPersistence: ['cookie', 'memory'],
    silentMultipleInit: true,
    beforeSend: scrubbing(scrub, recorder.tunnel),
  });
  if (userId !== undefined) datadogRum.setUser({ id: userId });
  if (workspace !== undefined) datadogRum.setGlobalContextProperty('workspace', workspace);
  if (traceId !== undefined) datadogRum.setGlobalContextProperty('trace_id', traceId);
  datadogRum.setGlobalContextProperty('page_view', recorder.viewId.slice(0, 24));

  recorder.onView(([name]) => datadogRum.startView({ name }));
  let isReplay = true;
  recorder.onError(([, kind, value, atMs]) => {
    // RUM itself sees what happens from now on, but what the application caught.
    if (isReplay || kind === 'handled') datadogRum.addError(value, { kind, at_ms: atMs });
  });
  isReplay = false;
}

/** The texts that RUM lets change, each through `scrub`; and no word about requests to the tunnel. */
function scrubbing(
  scrub: (text: string) => string,
  tunnel: string,
): NonNullable<RumInitConfiguration['beforeSend']> {
  const clean = <Name extends string>(
    part: { [Key in Name]?: string | undefined } | undefined,
    ...names: Name[]
  ) => {
    for (const name of names) {
      const text = part?.[name];
      if (part && typeof text === 'string') part[name] = scrub(text);
    }
  };
  const isClean = (text: string | undefined) => text === undefined || scrub(text) === text;
  return (event) => {
    if (event.type === 'resource' && event.resource.url.includes(`${tunnel}?`)) return false;
    clean(event.view, 'url', 'referrer');
    if (event.type === 'view') clean(event.view.performance?.lcp, 'resource_url');
    if (event.type === 'resource') clean(event.resource, 'url');
    if (event.type === 'action') clean(event.action.target, 'name');
    if (event.type === 'long_task') {
      for (const script of event.long_task.scripts ?? []) clean(script, 'source_url', 'invoker');
    }
    if (event.type === 'error') {
      clean(event.error, 'message', 'stack', 'handling_stack');
      clean(event.error.resource, 'url');
      // RUM lets nobody change causes: an error whose causes say too much is told by the others alone.
      return (event.error.causes ?? []).every(
        ({ message, stack }) => isClean(message) && isClean(stack),
      );
    }
    return true;
  };
}
