import { type RecordableHistogram, createHistogram } from 'node:perf_hooks';

import { type Clock, systemClock } from '../clock.ts';

/** How the requests of one route went in the window. */
export interface RouteStatistics {
  /** Method and pattern, e.g. `GET /contacts/:id`. */
  readonly route: string;
  readonly requests: number;
  /** Answers with a status of 500 or more. */
  readonly errors: number;
  /** Milliseconds that half, 95 % and 99 % of the requests took at most. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** One minute of all routes. */
export interface RequestMinute {
  /** Epoch ms of its beginning. */
  readonly startsAtMs: number;
  readonly requests: number;
  readonly errors: number;
  readonly p95Ms: number | null;
}

/** What `createRouteStatistics` knows of the last minutes. */
export interface RouteStatisticsView {
  /** Since when `routes` and `total` count; epoch ms. */
  readonly sinceMs: number;
  readonly routes: readonly RouteStatistics[];
  /** All routes together. */
  readonly total: RouteStatistics;
  /** Oldest first; the newest is not over. */
  readonly minutes: readonly RequestMinute[];
}

/** Options of {@link createRouteStatistics}. */
export interface RouteStatisticsOptions {
  readonly clock?: Clock;
  /** Minutes that are kept. Default 60. */
  readonly windowMinutes?: number;
  /** Routes that are told apart; the rest is `other`. Default 200. */
  readonly maxRoutes?: number;
}

/** Latencies and errors by route over the last minutes, for people to look at; metrics have their own way. */
export interface RouteStatisticsRecorder {
  record(request: {
    readonly route: string;
    readonly status: number;
    readonly durationMs: number;
  }): void;
  view(): RouteStatisticsView;
}

interface Minute {
  readonly startsAtMs: number;
  requests: number;
  errors: number;
  readonly latency: RecordableHistogram;
}

interface Route {
  requests: number;
  errors: number;
  readonly latency: RecordableHistogram;
}

const minuteMs = 60_000;

/** Everything beyond `maxRoutes`. */
const rest = 'other';

/**
 * Counts requests in Node's own histograms (HdrHistogram, three digits), so that a request costs two
 * increments and percentiles are those of all requests, not of a sample.
 *
 * Routes count from the start of an hour-long window that is renewed when it is over: percentiles cannot be
 * subtracted, so a window that slides by the request would keep every latency.
 */
export function createRouteStatistics(
  options: RouteStatisticsOptions = {},
): RouteStatisticsRecorder {
  const { clock = systemClock, windowMinutes = 60, maxRoutes = 200 } = options;
  let minutes: Minute[] = [];
  let routes = new Map<string, Route>();
  let routesSinceMs = clock.now();

  function minuteAt(nowMs: number): Minute {
    const startsAtMs = nowMs - (nowMs % minuteMs);
    const last = minutes.at(-1);
    // A clock that was set back keeps the minute that it is in.
    if (last !== undefined && startsAtMs <= last.startsAtMs) return last;
    const next = { startsAtMs, requests: 0, errors: 0, latency: createHistogram() };
    const oldestMs = startsAtMs - (windowMinutes - 1) * minuteMs;
    minutes = [...minutes.filter((minute) => minute.startsAtMs >= oldestMs), next];
    return next;
  }

  function routeNamed(name: string, nowMs: number): Route {
    if (nowMs - routesSinceMs >= windowMinutes * minuteMs) {
      routes = new Map();
      routesSinceMs = nowMs;
    }
    const key = routes.has(name) || routes.size < maxRoutes ? name : rest;
    const known = routes.get(key);
    if (known !== undefined) return known;
    const fresh = { requests: 0, errors: 0, latency: createHistogram() };
    routes.set(key, fresh);
    return fresh;
  }

  return {
    record({ route, status, durationMs }) {
      const nowMs = clock.now();
      for (const part of [minuteAt(nowMs), routeNamed(route, nowMs)]) {
        part.requests += 1;
        if (status >= 500) part.errors += 1;
        part.latency.record(microseconds(durationMs));
      }
    },
    view() {
      const all = createHistogram();
      for (const { latency } of routes.values()) all.add(latency);
      const known = [...routes].map(([route, counted]) => statistics(route, counted));
      const sum = (pick: (route: RouteStatistics) => number): number =>
        known.reduce((total, route) => total + pick(route), 0);
      const total = { requests: sum((it) => it.requests), errors: sum((it) => it.errors) };
      return {
        sinceMs: routesSinceMs,
        routes: known.toSorted((a, b) => b.requests - a.requests || (a.route < b.route ? -1 : 1)),
        total: statistics('all', { ...total, latency: all }),
        minutes: minutes.map(({ startsAtMs, requests, errors, latency }) => ({
          startsAtMs,
          requests,
          errors,
          p95Ms: requests === 0 ? null : latency.percentile(95) / 1000,
        })),
      };
    },
  };
}

function statistics(route: string, { requests, errors, latency }: Route): RouteStatistics {
  const percentile = (percent: number): number =>
    requests === 0 ? 0 : latency.percentile(percent) / 1000;
  return {
    route,
    requests,
    errors,
    p50Ms: percentile(50),
    p95Ms: percentile(95),
    p99Ms: percentile(99),
  };
}

/** A histogram takes whole numbers from 1. */
function microseconds(durationMs: number): number {
  return Math.max(1, Math.round(durationMs * 1000));
}
