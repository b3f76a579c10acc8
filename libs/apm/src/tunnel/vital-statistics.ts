import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Histogram, Meter } from '@opentelemetry/api';
import { ATTR_HTTP_ROUTE } from '@opentelemetry/semantic-conventions';

import { vitalNames, type VitalName } from '../browser/page-report.ts';

/** How one web vital of one route is distributed. */
export interface VitalQuantiles {
  readonly route: string;
  readonly name: VitalName;
  /** Page loads that told it. */
  readonly count: number;
  /** Milliseconds; `CLS` has no unit. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** The web vitals of all routes: as OpenTelemetry histograms, and as percentiles since the start. */
export interface VitalStatistics {
  /** @param value milliseconds, or the score of `CLS` */
  record(route: string, name: VitalName, value: number): void;
  quantiles(): readonly VitalQuantiles[];
}

/** The borders of "good" and "poor" on web.dev/vitals are among the bounds. */
const bounds: Readonly<Record<VitalName, readonly number[]>> = {
  CLS: [0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1],
  FCP: [0.1, 0.25, 0.5, 0.75, 1, 1.8, 3, 5, 10],
  INP: [0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 1, 2],
  LCP: [0.25, 0.5, 1, 1.5, 2, 2.5, 4, 6, 10],
  TTFB: [0.05, 0.1, 0.2, 0.4, 0.8, 1.8, 3, 5],
};

/** Node's histograms (HdrHistogram, three digits) take whole numbers from 1: 0.01 ms, 0.0001 of CLS. */
const stepsPerUnit = (name: VitalName) => (name === 'CLS' ? 10_000 : 100);

/** Records into `browser.web_vital.lcp` and its siblings: seconds, `CLS` without a unit. */
export function createVitalStatistics(meter: Meter): VitalStatistics {
  const histograms = new Map<VitalName, Histogram>(
    vitalNames.map((name) => [
      name,
      meter.createHistogram(`browser.web_vital.${name.toLowerCase()}`, {
        description: `${name} of page loads.`,
        unit: name === 'CLS' ? '1' : 's',
        advice: { explicitBucketBoundaries: [...bounds[name]] },
      }),
    ]),
  );
  const rows = new Map<string, { route: string; name: VitalName; values: RecordableHistogram }>();
  return {
    record(route, name, value) {
      histograms
        .get(name)
        ?.record(name === 'CLS' ? value : value / 1000, { [ATTR_HTTP_ROUTE]: route });
      const key = `${name} ${route}`;
      const row = rows.get(key) ?? { route, name, values: createHistogram() };
      rows.set(key, row);
      row.values.record(Math.max(1, Math.round(value * stepsPerUnit(name))));
    },
    quantiles: () =>
      [...rows.values()].map(({ route, name, values }) => {
        const percentile = (percent: number) => values.percentile(percent) / stepsPerUnit(name);
        return {
          route,
          name,
          count: values.count,
          p50: percentile(50),
          p95: percentile(95),
          p99: percentile(99),
        };
      }),
  };
}
