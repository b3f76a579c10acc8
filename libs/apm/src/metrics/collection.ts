import { type Attributes } from '@opentelemetry/api';
import { type MetricData, type ResourceMetrics } from '@opentelemetry/sdk-metrics';

import { type Exemplar } from './exemplar-store.ts';
import { type InstrumentKind } from './instrument.ts';

/** One metric as the SDK collected it, with what the SDK does not know. */
export interface CollectedMetric {
  readonly kind: InstrumentKind;
  readonly data: MetricData;
  /** Exemplars of the series with `attributes`, in no order. */
  exemplars(attributes: Attributes): readonly Exemplar[];
}

/** Everything that was measured since the pipeline started; values are cumulative. */
export interface Collection {
  /** As the SDK gives it, for its own serialisers. */
  readonly resourceMetrics: ResourceMetrics;
  /** In the order of `resourceMetrics`. */
  readonly metrics: readonly CollectedMetric[];
}
