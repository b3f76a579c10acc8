import { type MeterProvider } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationType,
  InstrumentType,
  MeterProvider as SdkMeterProvider,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';

import { CollectingReader } from './collecting-reader.ts';
import { type Collection } from './collection.ts';
import { createDogstatsdOutput } from './dogstatsd/dogstatsd-output.ts';
import { createExemplarStore } from './exemplar-store.ts';
import { createGuardedMeter, type GuardedMeterParts } from './guarded-meter.ts';
import { createInstrumentRegistry } from './instrument-registry.ts';
import { type MetricsOptions, resolveMetricsOptions } from './metrics-options.ts';
import { createCallbackGuard } from './observable.ts';
import { type Offender } from './offender.ts';
import { createOtlpOutput } from './otlp/otlp-output.ts';
import { type Output } from './output.ts';
import {
  createPipelineHealth,
  type PipelineHealth,
  type PipelineStats,
} from './pipeline-health.ts';
import { negotiateText } from './prometheus/negotiate.ts';
import { createSeriesTable, type SeriesTableEvents } from './series-table.ts';

/** Most instruments of a pipeline: more are names made of data. */
const maxInstruments = 2000;
const maxAttributes = 32;
/** Most buckets with exemplars, about 0.5 KB each. */
const maxExemplars = 5000;
/** For all observable callbacks of a collection; a scrape is given 10 s by Prometheus. */
const callbackTimeoutMs = 2000;
const scope = '@unite/apm';

/** What a scrape is answered with. */
export interface Scrape {
  readonly contentType: string;
  readonly body: string;
}

/** One set of measurements and all the ways that it leaves the process. */
export interface MetricsPipeline {
  /** To register as the global one, or to hand to whoever measures. Its instruments never throw. */
  readonly meterProvider: MeterProvider;
  /**
   * Everything as OpenMetrics 1.0 or as Prometheus text 0.0.4, whichever `accept` (the request's header)
   * prefers. One process is one scrape target: each has its own numbers.
   */
  scrape(accept?: string): Promise<Scrape>;
  /** Who went beyond a bound, and how far. */
  offenders(): readonly Offender[];
  stats(): PipelineStats;
  /** Sends what was measured so far to DogStatsD and OTLP; settles after `deadlineMs` (3000) at the latest, never rejects. */
  flush(options?: { readonly deadlineMs?: number }): Promise<void>;
  /** Flushes, then sends no more. Scrapes are still answered. */
  shutdown(options?: { readonly deadlineMs?: number }): Promise<void>;
}

/**
 * The metrics of a process, behind the standard API of OpenTelemetry.
 * @throws {ApmError} APM_CONFIG_INVALID for options that cannot work; never for what is out of reach
 */
export function createMetrics(options: MetricsOptions): MetricsPipeline {
  const resolved = resolveMetricsOptions(options);
  const { clock, resource, dogstatsd, otlp } = resolved;
  const reader = new CollectingReader({
    // One more than ours, so that the SDK's own bound, which names nobody, is never reached.
    cardinalitySelector: () => resolved.maxSeries + 3,
  });
  const sdk = new SdkMeterProvider({
    resource: resourceFromAttributes(resource),
    readers: [reader],
    views: resolved.exponentialHistograms.map((name) => exponentialView(name, resolved.maxSeries)),
  });
  const exemplars = createExemplarStore({
    isTraceKept: resolved.isTraceKept,
    clock,
    maxSlots: maxExemplars,
  });
  const isExponential = nameMatcher(resolved.exponentialHistograms);
  const { maxSeries, maxValuesPerAttribute } = resolved;
  const limits = { maxSeries, maxValuesPerAttribute, maxAttributes };
  const registry = createInstrumentRegistry({
    maxInstruments,
    isExponential,
    createTable: (name) => createSeriesTable(name, limits, tableEvents(name)),
  });
  const health = createPipelineHealth(sdk.getMeter(scope), registry);
  function tableEvents(instrument: string): SeriesTableEvents {
    return {
      altered: (attribute, reason) => health.altered(instrument, attribute, reason),
      offended: (offender) => tell(resolved.onOffender, offender),
    };
  }

  async function collect(): Promise<Collection> {
    exemplars.collect();
    const { resourceMetrics } = await reader.collect({ timeoutMillis: callbackTimeoutMs });
    const metrics = resourceMetrics.scopeMetrics.flatMap(({ metrics: all }) => all);
    return {
      resourceMetrics,
      metrics: metrics.flatMap((data) => {
        const instrument = registry.get(data.descriptor.name);
        if (instrument === undefined) return [];
        const exemplarsOf: Collection['metrics'][number]['exemplars'] = (attributes) => {
          const series = instrument.table.ofCollected(attributes);
          return series === undefined ? [] : exemplars.of(series);
        };
        return { kind: instrument.kind, data, exemplars: exemplarsOf };
      }),
    };
  }

  const context = { clock, collect, health, resource };
  const statsd = dogstatsd && createDogstatsdOutput(dogstatsd, context);
  const outputs: readonly Output[] = [
    ...(statsd === undefined ? [] : [statsd]),
    ...(otlp === undefined ? [] : [createOtlpOutput(otlp, context)]),
  ];
  const parts: GuardedMeterParts = {
    registry,
    exemplars,
    distribute: statsd?.distribute,
    callbacks: createCallbackGuard(({ name }, reason) => health.refused(name, reason)),
    refused: (instrument, reason) =>
      health.refused(reason === 'instrument_name' ? '(invalid)' : instrument, reason),
    made: new Map(),
  };

  return {
    meterProvider: {
      getMeter: (...of) => createGuardedMeter(sdk.getMeter(...of), parts),
    },
    scrape: scraper(collect, health),
    offenders: () => [...registry.all()].flatMap(({ table }) => table.offenders()),
    stats: health.stats,
    flush: async ({ deadlineMs = 3000 } = {}) => {
      await Promise.all(outputs.map((output) => output.flush(deadlineMs)));
    },
    shutdown: async ({ deadlineMs = 3000 } = {}) => {
      await Promise.all(outputs.map((output) => output.shutdown(deadlineMs)));
    },
  };
}

/** Scrapes that come while one is answered get its answer. */
function scraper(
  collect: () => Promise<Collection>,
  health: PipelineHealth,
): MetricsPipeline['scrape'] {
  let current: Promise<Collection> | undefined;
  return async (accept) => {
    current ??= collect().finally(() => (current = undefined));
    const { contentType, write } = negotiateText(accept);
    const body = write(await current);
    health.exported('prometheus', Buffer.byteLength(body));
    return { contentType, body };
  };
}

function exponentialView(name: string, maxSeries: number): ViewOptions {
  return {
    instrumentName: name,
    instrumentType: InstrumentType.HISTOGRAM,
    aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM },
    aggregationCardinalityLimit: maxSeries + 3,
  };
}

/** As the SDK's views compare names: `*` is any number of characters. */
function nameMatcher(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map(
    (pattern) =>
      new RegExp(`^${pattern.replace(/[\\^$.+?()[\]{}|]/g, '\\$&').replaceAll('*', '.*')}$`),
  );
  return (name) => expressions.some((expression) => expression.test(name));
}

function tell(listener: ((offender: Offender) => void) | undefined, offender: Offender): void {
  try {
    listener?.(offender);
  } catch {
    // A listener of the application must not fail the measurement that it is told about.
  }
}
