import { type MeterProvider } from '@opentelemetry/api';

import { type Collection } from './collection.ts';
import { createCollector } from './collector.ts';
import { createDogstatsdOutput } from './dogstatsd/dogstatsd-output.ts';
import { createExemplarStore } from './exemplar-store.ts';
import { createGuardedMeter, type GuardedMeterParts } from './guarded-meter.ts';
import { createInstrumentRegistry } from './instrument-registry.ts';
import { type MetricsOptions, resolveMetricsOptions } from './metrics-options.ts';
import { createCallbackGuard } from './observable.ts';
import { type Offender } from './offender.ts';
import { createOtlpOutput } from './otlp/otlp-output.ts';
import { type Output, type OutputContext } from './output.ts';
import {
  createPipelineHealth,
  type PipelineHealth,
  type PipelineStats,
} from './pipeline-health.ts';
import { negotiateText } from './prometheus/negotiate.ts';
import { createSeriesTable } from './series-table.ts';

/** Most instruments of a pipeline: more are names made of data. */
const maxInstruments = 2000;
const maxAttributes = 32;
/** Most buckets with exemplars, about 0.5 KB each. */
const maxExemplars = 5000;
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
  const { clock, resource, maxSeries, maxValuesPerAttribute, exponentialHistograms } = resolved;
  const limits = { maxSeries, maxValuesPerAttribute, maxAttributes };
  const exemplars = createExemplarStore({
    isTraceKept: resolved.isTraceKept,
    clock,
    maxSlots: maxExemplars,
  });
  const registry = createInstrumentRegistry({
    maxInstruments,
    isExponential: nameMatcher(exponentialHistograms),
    createTable: (name) =>
      createSeriesTable(name, limits, {
        altered: (attribute, reason) => health.altered(name, attribute, reason),
        offended: (offender) => tell(resolved.onOffender, offender),
      }),
  });
  const collector = createCollector({ ...resolved, registry, exemplars });
  const health = createPipelineHealth(collector.getMeter(scope), registry, [
    'prometheus',
    ...(resolved.dogstatsd === undefined ? [] : (['dogstatsd'] as const)),
    ...(resolved.otlp === undefined ? [] : (['otlp'] as const)),
  ]);
  const { statsd, outputs } = createOutputs(resolved, { clock, resource, health, ...collector });
  const parts: GuardedMeterParts = {
    registry,
    exemplars,
    distribute: statsd?.distribute,
    callbacks: createCallbackGuard(({ name }, reason) => health.refused(name, reason)),
    refused: (instrument, reason) =>
      health.refused(reason === 'instrument_name' ? '(invalid)' : instrument, reason),
    made: new Map(),
  };
  const each = async (work: (output: Output) => Promise<void>) => {
    await Promise.all(outputs.map(work));
  };
  return {
    meterProvider: {
      getMeter: (...of) => createGuardedMeter(collector.getMeter(...of), parts),
    },
    scrape: scraper(collector.collect, health),
    offenders: () => [...registry.all()].flatMap(({ table }) => table.offenders()),
    stats: health.stats,
    flush: ({ deadlineMs = 3000 } = {}) => each((output) => output.flush(deadlineMs)),
    shutdown: ({ deadlineMs = 3000 } = {}) => each((output) => output.shutdown(deadlineMs)),
  };
}

function createOutputs({ dogstatsd, otlp }: MetricsOptions, context: OutputContext) {
  const statsd = dogstatsd && createDogstatsdOutput(dogstatsd, context);
  const outputs: readonly Output[] = [
    ...(statsd === undefined ? [] : [statsd]),
    ...(otlp === undefined ? [] : [createOtlpOutput(otlp, context)]),
  ];
  return { statsd, outputs };
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
