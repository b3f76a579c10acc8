import type { Attributes, Meter } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  METRIC_HTTP_SERVER_REQUEST_DURATION,
} from '@opentelemetry/semantic-conventions';

import type { Clock } from '../clock.ts';
import { type RouteStatisticsView, createRouteStatistics } from './route-statistics.ts';

/** One answered request. */
export interface AnsweredRequest {
  /** Upper-case HTTP method. */
  readonly method: string;
  /** Pattern of the route, e.g. `/contacts/:id`; absent when none was found, because raw paths are endless. */
  readonly route?: string | undefined;
  /** Status of the answer; 499 when the client left before it. */
  readonly status: number;
  readonly durationMs: number;
  /** Id of the workspace that asked, for its service level; it becomes no attribute. */
  readonly workspace?: string | undefined;
  /** Code or name of the error that ended it, for `error.type`. Default: the status from 500 on. */
  readonly errorType?: string | undefined;
}

/** Counts and times every request, never a sample. */
export interface RequestRecorder {
  /** A request came; its end must be told with {@link RequestRecorder.end}. */
  begin(method: string): void;
  end(request: AnsweredRequest): void;
  /** Requests of the last hour by route and by minute. */
  view(): RouteStatisticsView;
}

/** Options of {@link createRequestRecorder}. */
export interface RequestRecorderOptions {
  readonly meter: Meter;
  readonly clock?: Clock;
  /** Told of each request after it was counted, e.g. to record objectives. */
  readonly onRequest?: (request: AnsweredRequest) => void;
}

/** Bounds in seconds that the semantic conventions advise for HTTP durations. */
const durationBoundaries = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** Methods that are told apart (semantic conventions, `http.request.method`); others are `_OTHER`. */
const methods: ReadonlySet<string> = new Set(
  'CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT QUERY TRACE'.split(' '),
);

/**
 * Records `http.server.request.duration` and `http.server.active_requests` as OpenTelemetry's semantic
 * conventions for HTTP say, and what the operations page shows.
 */
export function createRequestRecorder(options: RequestRecorderOptions): RequestRecorder {
  const { meter, clock, onRequest } = options;
  const duration = meter.createHistogram(METRIC_HTTP_SERVER_REQUEST_DURATION, {
    description: 'Duration of HTTP server requests.',
    unit: 's',
    advice: { explicitBucketBoundaries: durationBoundaries },
  });
  // The constant of its name is not in the stable part of the conventions yet.
  const active = meter.createUpDownCounter('http.server.active_requests', {
    description: 'Number of active HTTP server requests.',
    unit: '{request}',
  });
  const statistics = createRouteStatistics(clock === undefined ? {} : { clock });
  return {
    begin: (method) => active.add(1, { [ATTR_HTTP_REQUEST_METHOD]: knownMethod(method) }),
    end(request) {
      const { route, status, durationMs } = request;
      const method = knownMethod(request.method);
      active.add(-1, { [ATTR_HTTP_REQUEST_METHOD]: method });
      duration.record(durationMs / 1000, attributesOf(request, method));
      statistics.record({
        route: route === undefined ? method : `${method} ${route}`,
        status,
        durationMs,
      });
      onRequest?.(request);
    },
    view: () => statistics.view(),
  };
}

function attributesOf({ route, status, errorType }: AnsweredRequest, method: string): Attributes {
  const error = errorType ?? (status >= 500 ? String(status) : undefined);
  return {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    [ATTR_HTTP_RESPONSE_STATUS_CODE]: status,
    ...(route === undefined ? {} : { [ATTR_HTTP_ROUTE]: route }),
    ...(error === undefined ? {} : { [ATTR_ERROR_TYPE]: error }),
  };
}

function knownMethod(method: string): string {
  return methods.has(method) ? method : '_OTHER';
}
