import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { systemClock, type Clock } from '../clock.ts';
import type { RequestRecorder } from '../requests/request-recorder.ts';

/** Options of {@link watchRequests}. */
export interface WatchRequestsOptions {
  /** The pattern of a path, which comes without its query; undefined where none is known. Few values. */
  readonly routeOf: (pathname: string) => string | undefined;
  readonly clock?: Clock;
}

const channel = 'http.server.request.start';
/** The client left before its answer (nginx's number, which is everybody's). */
const clientClosedRequest = 499;

/**
 * Counts and times every request of this process's HTTP servers: Next hands its own to nobody, but Node tells of
 * each on a diagnostics channel. Call it once, in `register` of `instrumentation.ts`.
 * @returns what stops it
 */
export function watchRequests(
  requests: Pick<RequestRecorder, 'begin' | 'end'>,
  { routeOf, clock = systemClock }: WatchRequestsOptions,
): () => void {
  const onStart = (message: unknown) => {
    // Node's documentation of the channel names these members.
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const { method = 'GET', url = '/' } = request;
    const startMs = clock.monotonicMs();
    requests.begin(method);
    response.once('close', () => {
      requests.end({
        method,
        route: routeOf(url.replace(/[?#].*$/s, '')),
        status: response.writableFinished ? response.statusCode : clientClosedRequest,
        durationMs: clock.monotonicMs() - startMs,
      });
    });
  };
  subscribe(channel, onStart);
  return () => void unsubscribe(channel, onStart);
}
