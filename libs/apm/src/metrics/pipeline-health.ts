import { type Attributes, type Meter } from '@opentelemetry/api';

import { type AlterationReason } from './attribute-cleaner.ts';
import { type InstrumentRegistry } from './instrument-registry.ts';
import { type RefusalReason } from './instrument.ts';
import { createTally, type Tally } from './tally.ts';

/** Where a pipeline writes to. */
export type OutputName = 'dogstatsd' | 'otlp' | 'prometheus';

/** What a pipeline counts about itself. */
export interface PipelineHealth {
  refused(instrument: string, reason: RefusalReason): void;
  altered(instrument: string, attribute: string, reason: AlterationReason): void;
  /** One export: what it sent, or why it failed. */
  exported(output: OutputName, bytes: number): void;
  failed(output: OutputName, reason: string): void;
  /** The same numbers without a collection. */
  stats(): PipelineStats;
}

/** What one output did since the pipeline started. */
export interface OutputStats {
  readonly output: OutputName;
  /** Handed over; what is scraped counts here too. */
  readonly exports: number;
  readonly sentBytes: number;
  /** Failed exports by reason. */
  readonly failed: Readonly<Record<string, number>>;
}

/** Numbers about a pipeline since it started. */
export interface PipelineStats {
  readonly refusedMeasurements: number;
  readonly alteredAttributes: number;
  readonly exports: number;
  readonly failedExports: number;
  readonly sentBytes: number;
  /** Of every output that the pipeline has, whether it exported yet or not. */
  readonly outputs: readonly OutputStats[];
}

/** Names, labels and texts of the metrics about the pipeline. */
const counters = {
  refused: {
    name: 'unite.telemetry.measurements.refused',
    unit: '{measurement}',
    description: 'Measurements that were not counted',
    labels: ['instrument', 'reason'],
  },
  altered: {
    name: 'unite.telemetry.attributes.altered',
    unit: '{attribute}',
    description: 'Attributes that were dropped or whose value was replaced',
    labels: ['instrument', 'attribute', 'reason'],
  },
  exports: {
    name: 'unite.telemetry.exports',
    unit: '{export}',
    description: 'Exports that were handed over',
    labels: ['output'],
  },
  failures: {
    name: 'unite.telemetry.export.failures',
    unit: '{export}',
    description: 'Exports that failed',
    labels: ['output', 'reason'],
  },
  bytes: {
    name: 'unite.telemetry.export.sent',
    unit: 'By',
    description: 'Bytes that were handed over, before compression',
    labels: ['output'],
  },
} as const;

const series = {
  name: 'unite.telemetry.series',
  unit: '{series}',
  description: 'Combinations of attributes by instrument',
} as const;

/** `meter` is the SDK's own: the guard would bound the names of instruments that are values here. */
export function createPipelineHealth(
  meter: Meter,
  registry: InstrumentRegistry,
  outputs: readonly OutputName[],
): PipelineHealth {
  const tallies = {
    refused: createTally(),
    altered: createTally(),
    exports: createTally(),
    failures: createTally(),
    bytes: createTally(),
  } satisfies Record<keyof typeof counters, Tally>;

  for (const id of Object.keys(counters) as (keyof typeof counters)[]) {
    // Object.keys forgets that it names exactly these.
    const { name, labels, ...options } = counters[id];
    registry.take({ name, kind: 'counter', observable: true, options });
    meter.createObservableCounter(name, options).addCallback((result) => {
      for (const [values, count] of tallies[id].rows())
        result.observe(count, labelled(labels, values));
    });
  }
  const { name, ...options } = series;
  registry.take({ name, kind: 'gauge', observable: true, options });
  meter.createObservableGauge(name, options).addCallback((result) => {
    for (const instrument of registry.all())
      if (instrument.table.size > 0)
        result.observe(instrument.table.size, { instrument: instrument.name });
  });

  return {
    refused: (instrument, reason) => tallies.refused.add(1, instrument, reason),
    altered: (...labels) => tallies.altered.add(1, ...labels),
    exported(output, bytes) {
      tallies.exports.add(1, output);
      tallies.bytes.add(bytes, output);
    },
    failed: (output, reason) => tallies.failures.add(1, output, reason),
    stats: () => ({
      refusedMeasurements: tallies.refused.total,
      alteredAttributes: tallies.altered.total,
      exports: tallies.exports.total,
      failedExports: tallies.failures.total,
      sentBytes: tallies.bytes.total,
      outputs: outputs.map((output) => ({
        output,
        exports: countOf(tallies.exports, output),
        sentBytes: countOf(tallies.bytes, output),
        failed: Object.fromEntries(
          [...tallies.failures.rows()]
            .filter(([[of]]) => of === output)
            .map(([[, reason = ''], count]) => [reason, count]),
        ),
      })),
    }),
  };
}

function countOf(tally: Tally, output: OutputName): number {
  return [...tally.rows()].find(([[of]]) => of === output)?.[1] ?? 0;
}

const labelled = (names: readonly string[], values: readonly string[]): Attributes =>
  Object.fromEntries(names.map((name, index) => [name, values[index]]));
