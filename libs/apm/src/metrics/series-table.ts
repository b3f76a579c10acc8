import { createHash } from 'node:crypto';

import { type Attributes } from '@opentelemetry/api';

import {
  createAttributeCleaner,
  type AlterationReason,
  type CleanAttribute,
} from './attribute-cleaner.ts';
import { createDistinctCounter, type DistinctCounter } from './distinct-counter.ts';
import { type Offender } from './offender.ts';
import { createSeriesCache } from './series-cache.ts';
import { type Series } from './series.ts';
import { overflowValue } from './tally.ts';

/** Bounds of one instrument. */
export interface SeriesLimits {
  /** Combinations of attributes. */
  readonly maxSeries: number;
  /** Values of one attribute. */
  readonly maxValuesPerAttribute: number;
  /** Names of attributes. */
  readonly maxAttributes: number;
}

/** What a table tells about the attributes that it changes. */
export interface SeriesTableEvents {
  altered(attribute: string, reason: AlterationReason): void;
  /** Once for each attribute and bound. */
  offended(offender: Offender): void;
}

/** All series of one instrument, and no more than its bounds allow. */
export interface SeriesTable {
  /** The series that a measurement with `attributes` belongs to. */
  find(attributes: Attributes | undefined): Series;
  /** The series that `attributes` of collected data belong to. */
  ofCollected(attributes: Attributes): Series | undefined;
  readonly size: number;
  offenders(): readonly Offender[];
}

type Suspect = Omit<Offender, 'distinctRefused' | 'measurements'> & {
  readonly distinct: DistinctCounter;
  measurements: number;
};

const noAttributes: Attributes = Object.freeze({});
const limitOf = { values_limit: 'values', series_limit: 'series', names_limit: 'names' } as const;
/** Reasons to drop attributes whose names nothing bounds. */
const unbounded = new Set<AlterationReason>(['name', 'names_limit', 'reserved']);
/** The standard's attribute for the series of everything beyond a bound (metrics SDK, "Overflow attribute"). */
const overflowAttributes: Attributes = Object.freeze({ 'otel.metric.overflow': true });

/** `true` and `'true'` are one label value in Prometheus and one tag in Datadog, so they are one series. */
const keyOf = (entries: readonly CleanAttribute[]): string =>
  JSON.stringify(entries.map(([name, value]) => [name, String(value)]));

const collectedKey = (attributes: Attributes): string =>
  JSON.stringify(
    Object.keys(attributes)
      .sort()
      .map((name) => [name, String(attributes[name])]),
  );

/** `instrument` is its name, for the reports. */
export function createSeriesTable(
  instrument: string,
  limits: SeriesLimits,
  events: SeriesTableEvents,
): SeriesTable {
  const series = new Map<string, Series>();
  const values = new Map<string, Set<string>>();
  const suspects = new Map<string, Suspect>();
  const cache = createSeriesCache(limits.maxSeries * 8);
  let altered = false;

  const maxOf = {
    values: limits.maxValuesPerAttribute,
    series: limits.maxSeries,
    names: limits.maxAttributes,
  };

  function suspect(attribute: string, reason: keyof typeof limitOf, raw: string): void {
    const limit = limitOf[reason];
    // All names beyond the bound are one offender, or they would need memory without a bound.
    const key = limit === 'values' ? `values ${attribute}` : limit;
    let entry = suspects.get(key);
    if (entry === undefined) {
      const firstValueHash = createHash('sha256').update(raw).digest('hex').slice(0, 16);
      const distinct = createDistinctCounter();
      const max = maxOf[limit];
      entry = { instrument, attribute, limit, max, distinct, measurements: 0, firstValueHash };
      suspects.set(key, entry);
      events.offended(described(entry));
    }
    entry.distinct.add(raw);
    entry.measurements += 1;
  }

  function alter(attribute: string, reason: AlterationReason, raw: string): void {
    altered = true;
    events.altered(unbounded.has(reason) ? overflowValue : attribute, reason);
    if (reason in limitOf) suspect(attribute, reason as keyof typeof limitOf, raw); // checked by `in`
  }

  const cleaner = createAttributeCleaner(limits.maxAttributes, alter);

  function bounded([name, value]: CleanAttribute): CleanAttribute {
    let seen = values.get(name);
    if (seen === undefined) values.set(name, (seen = new Set()));
    const label = String(value);
    if (!seen.has(label)) {
      if (seen.size >= limits.maxValuesPerAttribute) {
        alter(name, 'values_limit', label);
        return [name, overflowValue];
      }
      seen.add(label);
    }
    return [name, value];
  }

  function named(key: string, attributes: Attributes): Series {
    const made: Series = { attributes: Object.freeze(attributes) };
    series.set(key, made);
    return made;
  }

  function beyond(entries: readonly CleanAttribute[], key: string): Series {
    const most = (a: string, b: string) =>
      (values.get(b)?.size ?? 0) > (values.get(a)?.size ?? 0) ? b : a;
    alter(entries.map(([name]) => name).reduce(most), 'series_limit', key);
    const overflow = collectedKey(overflowAttributes);
    return series.get(overflow) ?? named(overflow, overflowAttributes);
  }

  function resolve(attributes: Attributes): Series {
    altered = false;
    const entries = cleaner.clean(attributes).map(bounded);
    if (entries.length === 0) return series.get('[]') ?? named('[]', {});
    const key = keyOf(entries);
    const found =
      series.get(key) ??
      (series.size >= limits.maxSeries
        ? beyond(entries, key)
        : named(key, Object.fromEntries(entries)));
    // What was altered is an endless supply of different attributes: only the rest is worth its place.
    if (!altered) cache.set(attributes, found);
    return found;
  }

  return {
    find: (attributes = noAttributes) => cache.get(attributes) ?? resolve(attributes),
    ofCollected: (attributes) => series.get(collectedKey(attributes)),
    get size() {
      return series.size;
    },
    offenders: () => [...suspects.values()].map(described),
  };
}

function described({ distinct, ...suspect }: Suspect): Offender {
  return { ...suspect, distinctRefused: distinct.estimate() };
}
