// The shapes that decodeOtlp() gives for the messages of otlp-proto.ts.

/** KeyValue. */
export interface WireKeyValue {
  readonly key: string;
  readonly value: WireAnyValue | null;
}

/** AnyValue; one of its fields is there, or none. */
export interface WireAnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values: readonly WireAnyValue[] };
  readonly kvlistValue?: { readonly values: readonly WireKeyValue[] };
  readonly bytesValue?: string;
}

/** Resource. */
export interface WireResource {
  readonly attributes: readonly WireKeyValue[];
}

/** InstrumentationScope. */
export interface WireScope {
  readonly name: string;
  readonly version: string;
}

/** A number of a point or an exemplar. */
export interface WireNumber {
  readonly asDouble?: number;
  readonly asInt?: string;
}

/** Exemplar. */
export interface WireExemplar extends WireNumber {
  readonly timeUnixNano: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly filteredAttributes: readonly WireKeyValue[];
}

/** What every kind of data point has. */
export interface WirePoint {
  readonly attributes: readonly WireKeyValue[];
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
  readonly flags: number;
}

/** NumberDataPoint. */
export interface WireNumberPoint extends WirePoint, WireNumber {
  readonly exemplars: readonly WireExemplar[];
}

/** What both kinds of histogram points have. */
export interface WireDistribution extends WirePoint {
  readonly count: string;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly exemplars: readonly WireExemplar[];
}

/** HistogramDataPoint. */
export interface WireHistogramPoint extends WireDistribution {
  readonly bucketCounts: readonly string[];
  readonly explicitBounds: readonly number[];
}

/** Buckets of an exponential histogram. */
export interface WireBuckets {
  readonly offset: number;
  readonly bucketCounts: readonly string[];
}

/** ExponentialHistogramDataPoint. */
export interface WireExponentialPoint extends WireDistribution {
  readonly scale: number;
  readonly zeroCount: string;
  readonly zeroThreshold: number;
  readonly positive: WireBuckets | null;
  readonly negative: WireBuckets | null;
}

/** SummaryDataPoint. */
export interface WireSummaryPoint extends WirePoint {
  readonly count: string;
  readonly sum: number;
  readonly quantileValues: readonly { readonly quantile: number; readonly value: number }[];
}

/** AggregationTemporality. */
export type WireTemporality = 'UNSPECIFIED' | 'DELTA' | 'CUMULATIVE';

/** Metric; one of its kinds of data is there, or none. */
export interface WireMetric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly gauge?: { readonly dataPoints: readonly WireNumberPoint[] };
  readonly sum?: {
    readonly dataPoints: readonly WireNumberPoint[];
    readonly aggregationTemporality: WireTemporality;
    readonly isMonotonic: boolean;
  };
  readonly histogram?: {
    readonly dataPoints: readonly WireHistogramPoint[];
    readonly aggregationTemporality: WireTemporality;
  };
  readonly exponentialHistogram?: {
    readonly dataPoints: readonly WireExponentialPoint[];
    readonly aggregationTemporality: WireTemporality;
  };
  readonly summary?: { readonly dataPoints: readonly WireSummaryPoint[] };
}

/** ExportMetricsServiceRequest. */
export interface WireMetricsRequest {
  readonly resourceMetrics: readonly {
    readonly resource: WireResource | null;
    readonly scopeMetrics: readonly {
      readonly scope: WireScope | null;
      readonly metrics: readonly WireMetric[];
    }[];
  }[];
}

/** Span. */
export interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly name: string;
  readonly kind: 'NONE' | 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly WireKeyValue[];
  readonly events: readonly {
    readonly timeUnixNano: string;
    readonly name: string;
    readonly attributes: readonly WireKeyValue[];
  }[];
  readonly links: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly traceState: string;
    readonly attributes: readonly WireKeyValue[];
  }[];
  readonly status: { readonly code: 'UNSET' | 'OK' | 'ERROR'; readonly message: string } | null;
  readonly flags: number;
}

/** ExportTraceServiceRequest. */
export interface WireTraceRequest {
  readonly resourceSpans: readonly {
    readonly resource: WireResource | null;
    readonly scopeSpans: readonly {
      readonly scope: WireScope | null;
      readonly spans: readonly WireSpan[];
    }[];
  }[];
}
