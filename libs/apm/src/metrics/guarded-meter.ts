import {
  createNoopMeter,
  type Counter,
  type Gauge,
  type Histogram,
  type Meter,
  type MetricOptions,
  type Observable,
  type UpDownCounter,
} from '@opentelemetry/api';

import { type ExemplarStore } from './exemplar-store.ts';
import { type InstrumentRegistry } from './instrument-registry.ts';
import {
  createMeasure,
  type Instrument,
  type InstrumentKind,
  type Measure,
  type RefusalReason,
} from './instrument.ts';
import { type CallbackGuard } from './observable.ts';
import { type Series } from './series.ts';

/** What all meters of a pipeline share. */
export interface GuardedMeterParts {
  readonly registry: InstrumentRegistry;
  readonly callbacks: CallbackGuard;
  readonly exemplars: ExemplarStore;
  readonly distribute?:
    ((instrument: Instrument, series: Series, value: number) => void) | undefined;
  refused(instrument: string, reason: RefusalReason): void;
  /** What was made for an instrument before, by whichever meter: it is made once. */
  readonly made: Map<Instrument, Measure | Observable>;
}

const noop = createNoopMeter();

/** A meter of the API in front of one of the SDK. */
export function createGuardedMeter(sdk: Meter, parts: GuardedMeterParts): Meter {
  const { registry, callbacks, exemplars, distribute, refused, made } = parts;

  function measure(
    kind: InstrumentKind,
    name: string,
    options: MetricOptions | undefined,
    create: (name: string, options?: MetricOptions) => (value: number, ...rest: never[]) => void,
  ): Measure {
    const taken = registry.take({ name, kind, observable: false, options });
    if (typeof taken === 'string') return () => refused(name, taken);
    const known = made.get(taken);
    // What is not observable was made here.
    if (known !== undefined) return known as Measure;
    const measured = createMeasure(taken, {
      record: create(taken.name, options) as Measure, // its value and attributes are the first of them
      refused: (reason) => refused(taken.name, reason),
      exemplars,
      distribute:
        distribute !== undefined && kind === 'histogram'
          ? (series, value) => distribute(taken, series, value)
          : undefined,
    });
    made.set(taken, measured);
    return measured;
  }

  function observable(
    kind: InstrumentKind,
    name: string,
    options: MetricOptions | undefined,
    create: (name: string, options?: MetricOptions) => Observable,
  ): Observable {
    const taken = registry.take({ name, kind, observable: true, options });
    if (typeof taken === 'string') {
      refused(name, taken);
      return noop.createObservableGauge(name);
    }
    const known = made.get(taken);
    // What is observable was made here.
    if (known !== undefined) return known as Observable;
    const guarded = callbacks.guard(taken, create(taken.name, options));
    made.set(taken, guarded);
    return guarded;
  }

  return {
    createCounter: (name, options): Counter => ({
      add: measure('counter', name, options, (...of) => {
        const counter = sdk.createCounter(...of);
        return counter.add.bind(counter);
      }),
    }),
    createUpDownCounter: (name, options): UpDownCounter => ({
      add: measure('updowncounter', name, options, (...of) => {
        const counter = sdk.createUpDownCounter(...of);
        return counter.add.bind(counter);
      }),
    }),
    createGauge: (name, options): Gauge => ({
      record: measure('gauge', name, options, (...of) => {
        const gauge = sdk.createGauge(...of);
        return gauge.record.bind(gauge);
      }),
    }),
    createHistogram: (name, options): Histogram => ({
      record: measure('histogram', name, options, (...of) => {
        const histogram = sdk.createHistogram(...of);
        return histogram.record.bind(histogram);
      }),
    }),
    createObservableCounter: (name, options) =>
      observable('counter', name, options, (...of) => sdk.createObservableCounter(...of)),
    createObservableUpDownCounter: (name, options) =>
      observable('updowncounter', name, options, (...of) =>
        sdk.createObservableUpDownCounter(...of),
      ),
    createObservableGauge: (name, options) =>
      observable('gauge', name, options, (...of) => sdk.createObservableGauge(...of)),
    addBatchObservableCallback(callback, observables) {
      sdk.addBatchObservableCallback(...callbacks.batch(callback, observables));
    },
    removeBatchObservableCallback(callback, observables) {
      sdk.removeBatchObservableCallback(...callbacks.batch(callback, observables));
    },
  };
}
