import { ValueType, type Attributes, type Context, type MetricOptions } from '@opentelemetry/api';

import { type ExemplarStore } from './exemplar-store.ts';
import { type SeriesTable } from './series-table.ts';
import { type Series } from './series.ts';

/** Instruments of the OpenTelemetry API; observable ones have the kind of what they observe. */
export type InstrumentKind = 'counter' | 'updowncounter' | 'gauge' | 'histogram';

/** Why a measurement is not counted. */
export type RefusalReason =
  | 'attributes_unreadable'
  | 'callback_failed'
  | 'instrument_conflict'
  | 'instrument_limit'
  | 'instrument_name'
  | 'negative'
  | 'not_a_number'
  | 'not_finite';

/** What all instruments of one name share. */
export interface Instrument {
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly observable: boolean;
  readonly unit: string;
  /** Upper bounds of the buckets of a histogram; absent: the bounds follow the values. */
  readonly boundaries?: readonly number[];
  readonly table: SeriesTable;
  /** A number as it may be recorded, or why not. */
  check(value: unknown): number | RefusalReason;
}

/** Everything a value must be before it is counted. */
export function valueCheck(
  kind: InstrumentKind,
  options: MetricOptions | undefined,
): Instrument['check'] {
  const monotonic = kind === 'counter' || kind === 'histogram';
  const whole = options?.valueType === ValueType.INT;
  return (value) => {
    if (typeof value !== 'number') return 'not_a_number';
    if (!Number.isFinite(value)) return 'not_finite';
    if (monotonic && value < 0) return 'negative';
    return whole ? Math.trunc(value) : value;
  };
}

/** Where the measurements of one synchronous instrument go. */
export interface MeasurementSinks {
  /** The SDK's instrument. */
  record(value: number, attributes: Attributes): void;
  refused(reason: RefusalReason): void;
  readonly exemplars: ExemplarStore;
  /** Told of each value of a histogram, when an output sends values instead of buckets. */
  readonly distribute?: ((series: Series, value: number) => void) | undefined;
}

/** `add` or `record` of an instrument; does not throw. */
export type Measure = (value: number, attributes?: Attributes, context?: Context) => void;

/** The one place that sees each measurement of a synchronous instrument. */
export function createMeasure(instrument: Instrument, sinks: MeasurementSinks): Measure {
  const { table, check } = instrument;
  const { record, refused, exemplars, distribute } = sinks;
  const bucketOf = bucketIndex(instrument);
  return (given, attributes, context) => {
    const value = check(given);
    if (typeof value === 'string') {
      refused(value);
      return;
    }
    try {
      const series = table.find(attributes);
      record(value, series.attributes);
      distribute?.(series, value);
      if (bucketOf !== undefined) exemplars.offer(series, bucketOf(value), value, context);
    } catch {
      // Getters and proxies among the attributes may throw whatever they like.
      refused('attributes_unreadable');
    }
  };
}

/** Only counters and histograms have exemplars in OpenMetrics 1.0 (section "Exemplars"). */
function bucketIndex({ kind, boundaries }: Instrument): ((value: number) => number) | undefined {
  if (kind === 'counter') return () => 0;
  if (kind !== 'histogram') return undefined;
  // Bounds that follow the values: one exemplar for each power of two.
  if (boundaries === undefined) return (value) => Math.floor(Math.log2(value));
  return (value) => upperBound(boundaries, value);
}

/** Index of the first of the ascending `bounds` that is not below `value`, or their number. */
export function upperBound(bounds: readonly number[], value: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    // Inside the array: middle < high <= length.
    if ((bounds[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
