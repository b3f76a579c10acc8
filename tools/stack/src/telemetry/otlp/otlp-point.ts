import type { OtlpAttributes, OtlpOrigin } from './otlp-origin.ts';

/** A measurement that stands for others, with the span in which it was taken. */
export interface OtlpExemplar {
  readonly value: number | string;
  readonly timeUnixNano: string;
  /** 32 hexadecimal digits; empty when it was taken in no span. */
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: OtlpAttributes;
}

/** What every data point has. Times are decimal text: nanoseconds do not fit into a number. */
export interface OtlpPointBase extends OtlpOrigin {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly attributes: OtlpAttributes;
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
}

/** Whether values count from the start of the process or from the last report. */
export type OtlpTemporality = 'delta' | 'cumulative';

/** What both kinds of histograms have. */
export interface OtlpDistribution {
  readonly temporality: OtlpTemporality;
  readonly count: number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly exemplars: readonly OtlpExemplar[];
}

/** Buckets of an exponential histogram: counts from the bucket with index `offset` on. */
export interface OtlpBuckets {
  readonly offset: number;
  readonly counts: readonly number[];
}

/** One data point of a metric. A number beyond 2^53 is decimal text. */
export type OtlpPoint = OtlpPointBase &
  (
    | {
        readonly kind: 'gauge';
        readonly value: number | string;
        readonly exemplars: readonly OtlpExemplar[];
      }
    | {
        readonly kind: 'sum';
        readonly value: number | string;
        readonly isMonotonic: boolean;
        readonly temporality: OtlpTemporality;
        readonly exemplars: readonly OtlpExemplar[];
      }
    | (OtlpDistribution & {
        readonly kind: 'histogram';
        /** Upper bounds, inclusive; one bucket more than bounds. */
        readonly bounds: readonly number[];
        readonly counts: readonly number[];
      })
    | (OtlpDistribution & {
        readonly kind: 'exponentialHistogram';
        readonly scale: number;
        readonly zeroCount: number;
        readonly zeroThreshold: number;
        readonly positive: OtlpBuckets;
        readonly negative: OtlpBuckets;
      })
    | {
        readonly kind: 'summary';
        readonly count: number;
        readonly sum: number;
        readonly quantiles: readonly { readonly quantile: number; readonly value: number }[];
      }
  );
