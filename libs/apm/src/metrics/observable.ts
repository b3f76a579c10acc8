import {
  type Attributes,
  type BatchObservableCallback,
  type BatchObservableResult,
  type Observable,
  type ObservableCallback,
} from '@opentelemetry/api';

import { type Instrument, type RefusalReason } from './instrument.ts';
import { type Series } from './series.ts';

/** An observable instrument of the SDK behind the guard of its name. */
export interface GuardedObservable extends Observable {
  readonly instrument: Instrument;
  readonly sdk: Observable;
}

/** Told of everything that a callback observed and that is not counted. */
export type OnRefused = (instrument: Instrument, reason: RefusalReason) => void;

/** Observations of one run of a callback: what falls into one series is added up, of a gauge the last one counts. */
function createObservations(refused: OnRefused) {
  const byInstrument = new Map<Instrument, Map<Series, number>>();
  return {
    observe(instrument: Instrument, given: number, attributes?: Attributes): void {
      const value = instrument.check(given);
      if (typeof value === 'string') {
        refused(instrument, value);
        return;
      }
      let values = byInstrument.get(instrument);
      if (values === undefined) byInstrument.set(instrument, (values = new Map()));
      try {
        const series = instrument.table.find(attributes);
        const before = instrument.kind === 'gauge' ? 0 : (values.get(series) ?? 0);
        values.set(series, before + value);
      } catch {
        // Getters and proxies among the attributes may throw whatever they like.
        refused(instrument, 'attributes_unreadable');
      }
    },
    of: (instrument: Instrument): Iterable<[Series, number]> => byInstrument.get(instrument) ?? [],
  };
}

/** Callbacks of an application, wrapped so that each is found again when it is removed. */
export interface CallbackGuard {
  guard(instrument: Instrument, sdk: Observable): GuardedObservable;
  /** The SDK's callback for one of many instruments, the same one whenever it is asked for. */
  batch(
    callback: BatchObservableCallback,
    observables: readonly Observable[],
  ): readonly [BatchObservableCallback, Observable[]];
}

/** Callbacks that fail are counted; what they observed before is kept. */
export function createCallbackGuard(refused: OnRefused): CallbackGuard {
  const batches = new WeakMap<BatchObservableCallback, BatchObservableCallback>();
  const guarded = new WeakMap<Observable, GuardedObservable>();

  function wrapSingle(instrument: Instrument, callback: ObservableCallback): ObservableCallback {
    return async (result) => {
      const observations = createObservations(refused);
      const observe = (value: number, attributes?: Attributes) =>
        observations.observe(instrument, value, attributes);
      try {
        await callback({ observe });
      } catch {
        refused(instrument, 'callback_failed');
      }
      for (const [series, value] of observations.of(instrument))
        result.observe(value, series.attributes);
    };
  }

  function wrapBatch(
    callback: BatchObservableCallback,
    observables: readonly Observable[],
  ): BatchObservableCallback {
    const known = observables.flatMap((observable) => guarded.get(observable) ?? []);
    const [first] = known;
    return async (result) => {
      const observations = createObservations(refused);
      const observe: BatchObservableResult['observe'] = (observable, value, attributes) => {
        const { instrument } = guarded.get(observable) ?? {};
        if (instrument !== undefined) observations.observe(instrument, value, attributes);
      };
      try {
        await callback({ observe });
      } catch {
        if (first !== undefined) refused(first.instrument, 'callback_failed');
      }
      for (const { instrument, sdk } of known)
        for (const [series, value] of observations.of(instrument))
          result.observe(sdk, value, series.attributes);
    };
  }

  return {
    guard(instrument, sdk) {
      const callbacks = new Map<ObservableCallback, ObservableCallback>();
      const made: GuardedObservable = {
        instrument,
        sdk,
        addCallback(callback) {
          if (callbacks.has(callback)) return;
          const wrapped = wrapSingle(instrument, callback);
          callbacks.set(callback, wrapped);
          sdk.addCallback(wrapped);
        },
        removeCallback(callback) {
          const wrapped = callbacks.get(callback);
          if (wrapped === undefined) return;
          callbacks.delete(callback);
          sdk.removeCallback(wrapped);
        },
      };
      guarded.set(made, made);
      return made;
    },
    batch(callback, observables) {
      let wrapped = batches.get(callback);
      if (wrapped === undefined)
        batches.set(callback, (wrapped = wrapBatch(callback, observables)));
      const sdks = observables.flatMap((observable) => guarded.get(observable)?.sdk ?? []);
      return [wrapped, sdks];
    },
  };
}
