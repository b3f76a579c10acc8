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
  /** They arrived in browsers, and their visitors stayed. */
  readonly confirmed: number;
  /** They arrived in browsers, and their visitors left before they had stayed, or have not stayed yet. */
  readonly bounced: number;
  /** `served` less both: they did not arrive, or in something that runs no scripts. */
  readonly unconfirmed: number;
}

/**
 * What a report was to the counts: `joined` with its page load, one that came before (`repeated`), one of a
 * document that nobody named (`unnamed`), or one whose name is not ours, not this route's or too old
 * (`unknown`).
 */
export type ReportJoin = 'joined' | 'repeated' | 'unnamed' | 'unknown';

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
  /** Milliseconds after which the reports of a page are not counted any more. Default: 86,400,000 (a day). */
  readonly maxAgeMs?: number;
}

/**
 * Page loads, counted where nothing is lost (the server sends each document) and joined with what browsers
 * tell of them. That a page arrived and that its visitor stayed are told once each, to any process with
 * the secret: the sums of all processes are the truth. Memory is bounded, as ids carry their own proof.
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
  const counter = (name: string, description: string) =>
    meter.createCounter(`browser.page_load.${name}`, { description, unit: '{document}' });
  const served = counter('served', 'Documents that were sent to browsers.');
  const arrived = counter('arrived', 'Documents that browsers told to have arrived.');
  const stayed = counter(
    'stayed',
    'Documents whose visitors gave an input or were there for a while.',
  );
  const routes = new Map<string, { served: number; arrived: number; stayed: number }>();
  const rowOf = (name: string) => {
    const route = routes.has(name) || routes.size < maxRoutes ? name : otherRoute;
    const row = routes.get(route) ?? { served: 0, arrived: 0, stayed: 0 };
    routes.set(route, row);
    return { row, attributes: { [ATTR_HTTP_ROUTE]: route } };
  };

  const identify = ({ view, route, n }: CheckedReport): ReportJoin => {
    const issuedAtMs = tokens.issuedAtMs(view, route);
    if (issuedAtMs === undefined) return /^[0-9a-f]{24}$|^$/.test(view) ? 'unnamed' : 'unknown';
    if (clock.now() - issuedAtMs > maxAgeMs) return 'unknown';
    return recent.add(`${view}:${n}`) ? 'joined' : 'repeated';
  };
  return {
    open(name) {
      const { row, attributes } = rowOf(name);
      row.served++;
      served.add(1, attributes);
      const id = randomBytes(12).toString('hex');
      return { id: tokens.sign(id, name, clock.now()), route: name };
    },
    join(report) {
      const join = identify(report);
      if (join !== 'joined') return join;
      const { row, attributes } = rowOf(report.route);
      if (report.n === 0) {
        row.arrived++;
        arrived.add(1, attributes);
      }
      if (report.stayed) {
        row.stayed++;
        stayed.add(1, attributes);
      }
      for (const name of vitalNames) {
        const value = report.vitals[name];
        if (value !== undefined) vitals.record(attributes[ATTR_HTTP_ROUTE], name, value);
      }
      return join;
    },
    counts: () => [...routes].map(([route, row]) => countsOf(route, row)),
    quantiles: vitals.quantiles,
  };
}

function countsOf(
  route: string,
  { served, arrived, stayed }: { readonly [Name in 'served' | 'arrived' | 'stayed']: number },
): PageLoadCounts {
  // The report that said "arrived" can be lost, or have gone to another process, and "stayed" not.
  const bounced = Math.max(0, arrived - stayed);
  return { route, served, confirmed: stayed, bounced, unconfirmed: served - stayed - bounced };
}
