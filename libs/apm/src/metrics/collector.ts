import { type Attributes, type MeterProvider } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationType,
  InstrumentType,
  MeterProvider as SdkMeterProvider,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';

import { CollectingReader } from './collecting-reader.ts';
import { type Collection } from './collection.ts';
import { type ExemplarStore } from './exemplar-store.ts';
import { type InstrumentRegistry } from './instrument-registry.ts';
import { type ResourceAttributes } from './metrics-options.ts';

/** For all observable callbacks of a collection; Prometheus gives a scrape 10 s. */
const callbackTimeoutMs = 2000;
/** The overflow's series, the one without attributes, and the SDK's own: its bound, which names nobody, is never reached. */
const spareSeries = 3;

/** The SDK, and what it does not keep. */
export interface Collector extends MeterProvider {
  collect(): Promise<Collection>;
}

/** What a collector needs. */
export interface CollectorOptions {
  readonly resource: ResourceAttributes;
  readonly maxSeries: number;
  readonly exponentialHistograms: readonly string[];
  readonly registry: Pick<InstrumentRegistry, 'get'>;
  readonly exemplars: Pick<ExemplarStore, 'collect' | 'of'>;
}

/** Everything that knows the SDK for what is measured is here, so that its next major version is a swap. */
export function createCollector(options: CollectorOptions): Collector {
  const { registry, exemplars } = options;
  const maxSeries = options.maxSeries + spareSeries;
  const reader = new CollectingReader({ cardinalitySelector: () => maxSeries });
  const sdk = new SdkMeterProvider({
    resource: resourceFromAttributes(options.resource),
    readers: [reader],
    views: options.exponentialHistograms.map((name) => exponentialView(name, maxSeries)),
  });
  return {
    getMeter: (...of) => sdk.getMeter(...of),
    async collect() {
      exemplars.collect();
      const { resourceMetrics } = await reader.collect({ timeoutMillis: callbackTimeoutMs });
      const metrics = resourceMetrics.scopeMetrics.flatMap(({ metrics: each }) => each);
      return {
        resourceMetrics,
        metrics: metrics.map((data) => {
          const instrument = registry.get(data.descriptor.name);
          const exemplarsOf = (attributes: Attributes) => {
            const series = instrument?.table.ofCollected(attributes);
            return series === undefined ? [] : exemplars.of(series);
          };
          return { kind: instrument?.kind ?? 'gauge', data, exemplars: exemplarsOf };
        }),
      };
    },
  };
}

function exponentialView(name: string, maxSeries: number): ViewOptions {
  return {
    instrumentName: name,
    instrumentType: InstrumentType.HISTOGRAM,
    aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM },
    aggregationCardinalityLimit: maxSeries,
  };
}
