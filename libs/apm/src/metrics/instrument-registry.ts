import { type MetricOptions } from '@opentelemetry/api';

import {
  type Instrument,
  type InstrumentKind,
  type RefusalReason,
  valueCheck,
} from './instrument.ts';
import { reservedNames } from './prometheus/names.ts';
import { type SeriesTable } from './series-table.ts';

/** What a meter asks for. */
export interface InstrumentRequest {
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly observable: boolean;
  readonly options: MetricOptions | undefined;
}

/** All instruments of a pipeline, whichever meter made them. */
export interface InstrumentRegistry {
  /** The instrument of that name, made if there is none, or why there cannot be one. */
  take(request: InstrumentRequest): Instrument | RefusalReason;
  /** By its name, as collected data have it. */
  get(name: string): Instrument | undefined;
  all(): Iterable<Instrument>;
}

/** What a registry needs. */
export interface InstrumentRegistryOptions {
  readonly maxInstruments: number;
  /** Whether a histogram's buckets follow its values. */
  isExponential(name: string): boolean;
  createTable(name: string): SeriesTable;
}

/** Names of the API's specification ("Instrument name syntax"). */
const nameSyntax = /^[a-z][a-z0-9_./-]{0,254}$/i;

/** The specification's bounds for a histogram that says none ("Explicit Bucket Histogram Aggregation"). */
export const defaultBoundaries: readonly number[] = [
  0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000,
];

/**
 * One name is one metric in every output: the same name of another meter is the same instrument, and a
 * name that would mix with another's samples in Prometheus (`a.b` and `a_b`, a histogram `x` and a gauge
 * `x.count`) is refused.
 */
export function createInstrumentRegistry(options: InstrumentRegistryOptions): InstrumentRegistry {
  const instruments = new Map<string, Instrument>();
  const taken = new Set<string>();

  function create({ name, kind, observable, options: asked }: InstrumentRequest) {
    const unit = asked?.unit ?? '';
    const names = reservedNames(name, kind, unit);
    if (names.some((each) => taken.has(each))) return 'instrument_conflict';
    if (instruments.size >= options.maxInstruments) return 'instrument_limit';
    for (const each of names) taken.add(each);
    const boundaries = asked?.advice?.explicitBucketBoundaries ?? defaultBoundaries;
    const fixed = kind === 'histogram' && !options.isExponential(name);
    const instrument: Instrument = {
      ...{ name, kind, observable, unit },
      ...(fixed && { boundaries: [...boundaries].sort((a, b) => a - b) }),
      table: options.createTable(name),
      check: valueCheck(kind, asked),
    };
    // The specification compares names without regard to case.
    instruments.set(name.toLowerCase(), instrument);
    return instrument;
  }

  return {
    take(request) {
      const { name, kind, observable } = request;
      if (typeof name !== 'string' || !nameSyntax.test(name)) return 'instrument_name';
      const known = instruments.get(name.toLowerCase());
      if (known === undefined) return create(request);
      const unit = request.options?.unit ?? '';
      const same = known.kind === kind && known.observable === observable && known.unit === unit;
      return same ? known : 'instrument_conflict';
    },
    get: (name) => instruments.get(name.toLowerCase()),
    all: () => instruments.values(),
  };
}
