import { type Clock, systemClock } from '../clock.ts';
import { ApmError } from '../errors.ts';
import { type DogstatsdOptions } from './dogstatsd/dogstatsd-output.ts';
import { type IsTraceKept } from './exemplar-store.ts';
import { type Offender } from './offender.ts';
import { type OtlpOptions } from './otlp/otlp-output.ts';
import { whole } from './option-range.ts';
import { prometheusLabel } from './prometheus/names.ts';

/** Attributes of what is measured, by OpenTelemetry's names. */
export type ResourceAttributes = Readonly<Record<string, string>> & {
  /** Stands in `target_info` and in the tag `service`. */
  readonly 'service.name': string;
  readonly 'service.version'?: string;
  readonly 'deployment.environment.name'?: string;
};

/** What `createMetrics` takes. */
export interface MetricsOptions {
  readonly resource: ResourceAttributes;
  /**
   * Most combinations of attributes of one instrument, 1 to 100,000. Default: 2000. What is beyond is
   * counted in one series with `otel.metric.overflow`.
   */
  readonly maxSeries?: number;
  /**
   * Most values of one attribute of one instrument, 1 to 100,000. Default: 100. Further values are
   * counted as `__overflow__`.
   */
  readonly maxValuesPerAttribute?: number;
  /**
   * Names of histograms whose buckets follow their values (exponential histograms), `*` stands for any
   * characters. Default: none; buckets are as the instrument advises.
   */
  readonly exponentialHistograms?: readonly string[];
  /**
   * Whether a trace is kept, for exemplars. Default: the sampled flag of the active span when something
   * is measured.
   */
  readonly isTraceKept?: IsTraceKept;
  /** Told once of each attribute and bound; what it throws is ignored. Default: nobody is told. */
  readonly onOffender?: (offender: Offender) => void;
  /** Absent: nothing is sent to a Datadog Agent. */
  readonly dogstatsd?: DogstatsdOptions;
  /** Absent: nothing is sent by OTLP. */
  readonly otlp?: OtlpOptions;
  /** Default: the machine's. */
  readonly clock?: Clock;
}

/** All options with their defaults. */
export interface ResolvedMetricsOptions extends Omit<MetricsOptions, 'clock'> {
  readonly maxSeries: number;
  readonly maxValuesPerAttribute: number;
  readonly exponentialHistograms: readonly string[];
  readonly clock: Clock;
}

/** @throws {ApmError} APM_CONFIG_INVALID for options that cannot work */
export function resolveMetricsOptions(options: MetricsOptions): ResolvedMetricsOptions {
  const { resource, maxSeries = 2000, maxValuesPerAttribute = 100 } = options;
  if (!resource['service.name'])
    throw new ApmError('APM_CONFIG_INVALID', 'resource has no service.name: name the service');
  const labels = Object.keys(resource).map(prometheusLabel);
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  if (twice !== undefined)
    throw new ApmError(
      'APM_CONFIG_INVALID',
      `two attributes of resource are the label ${twice} in Prometheus: leave one out`,
    );
  return Object.freeze({
    ...options,
    maxSeries: whole('maxSeries', maxSeries, 1, 100_000),
    maxValuesPerAttribute: whole('maxValuesPerAttribute', maxValuesPerAttribute, 1, 100_000),
    exponentialHistograms: options.exponentialHistograms ?? [],
    clock: options.clock ?? systemClock,
  });
}
