import { type Attributes, type HrTime } from '@opentelemetry/api';
import { DataPointType, type DataPoint, type Histogram } from '@opentelemetry/sdk-metrics';

import { type CollectedMetric } from '../collection.ts';
import { type Exemplar } from '../exemplar-store.ts';
import { upperBound } from '../instrument.ts';
import { classicBuckets, type ClassicBuckets } from './exponential-buckets.ts';
import { formatFloat, formatNumber, formatTime, labelText } from './syntax.ts';

/** One line of a text format, still without the family's name. */
export interface Sample {
  readonly suffix: '' | '_bucket' | '_count' | '_created' | '_sum' | '_total';
  /** `{a="b"}` or nothing. */
  readonly labels: string;
  readonly value: string;
  readonly exemplar?: Exemplar | undefined;
}

/** All samples of a metric; those of one combination of labels follow each other. */
export function* samplesOf(metric: CollectedMetric): Iterable<Sample> {
  const { data, kind } = metric;
  switch (data.dataPointType) {
    case DataPointType.SUM:
    case DataPointType.GAUGE:
      for (const point of data.dataPoints)
        if (kind === 'counter') yield* counterSamples(point, metric);
        else yield sample('', point.attributes, formatNumber(point.value));
      break;
    case DataPointType.HISTOGRAM:
      for (const point of data.dataPoints)
        yield* histogramSamples(point, explicitBuckets(point.value), metric);
      break;
    case DataPointType.EXPONENTIAL_HISTOGRAM:
      for (const point of data.dataPoints)
        yield* histogramSamples(point, classicBuckets(point.value), metric);
      break;
  }
}

function sample(suffix: Sample['suffix'], attributes: Attributes, value: string): Sample {
  return { suffix, labels: labelText(attributes), value };
}

function* counterSamples(point: DataPoint<number>, metric: CollectedMetric): Iterable<Sample> {
  const { attributes, value, startTime } = point;
  const [exemplar] = metric.exemplars(attributes);
  yield { ...sample('_total', attributes, formatNumber(value)), exemplar };
  yield created(attributes, startTime);
}

function explicitBuckets({ buckets }: Histogram): ClassicBuckets {
  let total = 0;
  return { bounds: buckets.boundaries, counts: buckets.counts.map((count) => (total += count)) };
}

function* histogramSamples(
  point: DataPoint<{ readonly count: number; readonly sum?: number }>,
  { bounds, counts }: ClassicBuckets,
  metric: CollectedMetric,
): Iterable<Sample> {
  const { attributes, value, startTime } = point;
  const labels = labelText(attributes);
  const exemplars = newestByBucket(metric.exemplars(attributes), bounds);
  for (const [index, count] of counts.entries()) {
    const le = formatFloat(bounds[index] ?? Infinity);
    const exemplar = exemplars.get(index);
    yield { suffix: '_bucket', labels: withLe(labels, le), value: formatNumber(count), exemplar };
  }
  yield { suffix: '_count', labels, value: formatNumber(value.count) };
  if (value.sum !== undefined) yield { suffix: '_sum', labels, value: formatNumber(value.sum) };
  yield created(attributes, startTime);
}

const created = (attributes: Attributes, time: HrTime): Sample =>
  sample('_created', attributes, formatTime(time));

const withLe = (labels: string, le: string): string =>
  labels === '' ? `{le="${le}"}` : `${labels.slice(0, -1)},le="${le}"}`;

/** A bucket of the text has at most one exemplar (OpenMetrics 1.0, "Exemplars"). */
function newestByBucket(
  exemplars: readonly Exemplar[],
  bounds: readonly number[],
): ReadonlyMap<number, Exemplar> {
  const byBucket = new Map<number, Exemplar>();
  for (const exemplar of [...exemplars].sort((a, b) => a.timeMs - b.timeMs))
    byBucket.set(upperBound(bounds, exemplar.value), exemplar);
  return byBucket;
}
