import { randomBytes } from 'node:crypto';
import { metrics, type Meter } from '@opentelemetry/api';
import { ATTR_HTTP_ROUTE } from '@opentelemetry/semantic-conventions';

import { vitalNames, type PageView } from '../browser/page-report.ts';
import { systemClock, type Clock } from '../clock.ts';
import type { CheckedReport } from './parse-report.ts';
import { createPageViewTokens } from './page-view-token.ts';
import { createRecentIds } from './recent-ids.ts';
import { createVitalStatistics, type VitalQuantiles } from './vital-statistics.ts';

/** The page loads of one route. */
export interface PageLoadCounts {
  readonly route: string;
  /** Documents that were sent. */
  readonly served: number;
  /** Browsers showed them, and their visitors stayed. */
  readonly confirmed: number;
  /** Browsers showed them, and their visitors left or looked away before they had stayed. */
  readonly bounced: number;
  /** `served` less both: still open and new, never shown, or shown by a browser that could not tell. */
  readonly unconfirmed: number;
}

/**
 * What a report was to the counts: the `first` of its page load, a `later` one, one that came before
 * (`repeated`), one of a document that nobody named (`unnamed`), or one whose name is not ours, not this
 * route's or too old (`unknown`).
 */
export type ReportJoin = 'first' | 'later' | 'repeated' | 'unnamed' | 'unknown';

/** Options of {@link createPageLoads}. */
export interface PageLoadsOptions {
  /** Default: the global meter provider's. */
  readonly meter?: Meter;
  readonly clock?: Clock;
  /**
   * What ids are signed with. Processes behind one address must share it, because a page may be served by
   * one and report to another. Default: random, so that only own page views are known.
   */
  readonly secret?: string | Uint8Array;
  /** Routes that are told apart; others are `other`. Default: 200. */
  readonly maxRoutes?: number;
  /** Milliseconds after which a page's first report is not counted any more. Default: 86,400,000 (a day). */
  readonly maxAgeMs?: number;
}

/**
 * Page loads, counted where nothing is lost (the server sends each document) and joined with what browsers
 * tell of them. A page load is counted once as `confirmed` or `bounced`, by its first report, which any
 * process with the secret may get: the sums of all processes are the truth.
 */
export interface PageLoads {
  /** Counts a document that is being sent and names it. @param route its pattern, never its address */
  open(route: string): PageView;
  join(report: CheckedReport): ReportJoin;
  counts(): readonly PageLoadCounts[];
  /** Web vitals by route since the start. */
  quantiles(): readonly VitalQuantiles[];
}

const otherRoute = 'other';
/** Enough to know a repeated beacon; each takes about 100 bytes. */
const maxRecentReports = 20_000;

/** Creates the counts of a process; several processes may share a secret. */
export function createPageLoads(options: PageLoadsOptions = {}): PageLoads {
  const { meter = metrics.getMeter('@unite/apm'), clock = systemClock } = options;
  const { secret = randomBytes(32), maxRoutes = 200, maxAgeMs = 86_400_000 } = options;
  const tokens = createPageViewTokens(secret);
  const recent = createRecentIds(maxRecentReports);
  const vitals = createVitalStatistics(meter);
  const served = meter.createCounter('browser.page_load.served', {
    description: 'Documents that were sent to browsers.',
    unit: '{document}',
  });
  const reported = meter.createCounter('browser.page_load.reported', {
    description: 'Documents that browsers told about, by outcome.',
    unit: '{document}',
  });
  const routes = new Map<string, { served: number; confirmed: number; bounced: number }>();
  const rowOf = (name: string) => {
    const route = routes.has(name) || routes.size < maxRoutes ? name : otherRoute;
    const row = routes.get(route) ?? { served: 0, confirmed: 0, bounced: 0 };
    routes.set(route, row);
    return { route, row };
  };

  const identify = ({ view, route, n }: CheckedReport): ReportJoin => {
    const issuedAtMs = tokens.issuedAtMs(view, route);
    if (issuedAtMs === undefined) return /^[0-9a-f]{24}$|^$/.test(view) ? 'unnamed' : 'unknown';
    if (!recent.add(`${view}:${n}`)) return 'repeated';
    if (n > 0) return 'later';
    return clock.now() - issuedAtMs <= maxAgeMs ? 'first' : 'unknown';
  };
  return {
    open(name) {
      const { route, row } = rowOf(name);
      row.served++;
      served.add(1, { [ATTR_HTTP_ROUTE]: route });
      const id = randomBytes(12).toString('hex');
      return { id: tokens.sign(id, route, clock.now()), route };
    },
    join(report) {
      const join = identify(report);
      if (join !== 'first' && join !== 'later') return join;
      const { route, row } = rowOf(report.route);
      if (join === 'first') {
        const outcome = report.stayed ? 'confirmed' : 'bounced';
        row[outcome]++;
        reported.add(1, { [ATTR_HTTP_ROUTE]: route, 'browser.page_load.outcome': outcome });
      }
      for (const name of vitalNames) {
        const value = report.vitals[name];
        if (value !== undefined) vitals.record(route, name, value);
      }
      return join;
    },
    counts: () =>
      [...routes].map(([route, row]) => ({
        route,
        ...row,
        unconfirmed: row.served - row.confirmed - row.bounced,
      })),
    quantiles: vitals.quantiles,
  };
}
