import { readBuckets, readDistribution, readExponentialBuckets } from './otlp-histograms.ts';
import { readExemplars, readNumber } from './otlp-number.ts';
import { OtlpFault, readAttributes, readOrigin, type OtlpOrigin } from './otlp-origin.ts';
import type { OtlpPoint, OtlpPointBase, OtlpTemporality } from './otlp-point.ts';
import type {
  WireMetric,
  WireMetricsRequest,
  WireNumberPoint,
  WirePoint,
  WireTemporality,
} from './otlp-wire.ts';

/**
 * Reads all data points of a request.
 *
 * @throws {OtlpFault} when one contradicts itself, e.g. buckets that do not add up to the count
 */
export function readPoints(request: WireMetricsRequest, atMs: number): OtlpPoint[] {
  return request.resourceMetrics.flatMap(({ resource, scopeMetrics }) =>
    scopeMetrics.flatMap(({ scope, metrics }) => {
      const origin = readOrigin(atMs, resource, scope);
      return metrics.flatMap((metric) => readMetric(metric, origin));
    }),
  );
}

function readMetric(metric: WireMetric, origin: OtlpOrigin): OtlpPoint[] {
  const { name, description, unit, gauge, sum, summary } = metric;
  if (name === '') throw new OtlpFault('a metric has no name');
  const base = (point: WirePoint) => readBase(point, { ...origin, name, description, unit });
  if (gauge) {
    return gauge.dataPoints.map((point) => ({
      kind: 'gauge',
      ...base(point),
      ...readSingle(point, name),
    }));
  }
  if (sum) {
    const temporality = readTemporality(sum.aggregationTemporality, name);
    return sum.dataPoints.map((point) => ({
      kind: 'sum',
      ...base(point),
      ...readSingle(point, name),
      isMonotonic: sum.isMonotonic,
      temporality,
    }));
  }
  if (summary) {
    return summary.dataPoints.map((point) => ({
      kind: 'summary',
      ...base(point),
      count: Number(point.count),
      sum: point.sum,
      quantiles: point.quantileValues,
    }));
  }
  return readHistograms(metric, base);
}

function readHistograms(
  { name, histogram, exponentialHistogram }: WireMetric,
  base: (point: WirePoint) => OtlpPointBase,
): OtlpPoint[] {
  const data = histogram ?? exponentialHistogram;
  if (!data) throw new OtlpFault(`the metric ${name} has no data`);
  const temporality = readTemporality(data.aggregationTemporality, name);
  return data.dataPoints.map((point) => ({
    ...base(point),
    ...readDistribution(point, temporality, name),
    ...('scale' in point ? readExponentialBuckets(point, name) : readBuckets(point, name)),
  }));
}

function readBase(
  { attributes, startTimeUnixNano, timeUnixNano }: WirePoint,
  metric: OtlpOrigin & Pick<WireMetric, 'name' | 'description' | 'unit'>,
): OtlpPointBase {
  if (timeUnixNano === '0') throw new OtlpFault(`a point of ${metric.name} has no time`);
  return { ...metric, attributes: readAttributes(attributes), startTimeUnixNano, timeUnixNano };
}

function readSingle(point: WireNumberPoint, name: string) {
  return { value: readNumber(point, name), exemplars: readExemplars(point.exemplars, name) };
}

function readTemporality(temporality: WireTemporality, name: string): OtlpTemporality {
  if (temporality === 'DELTA') return 'delta';
  if (temporality === 'CUMULATIVE') return 'cumulative';
  throw new OtlpFault(`the temporality of ${name} is not specified`);
}
